"""What both halves know of a marker's text: its one form, brackets, confusable characters, and cues."""
