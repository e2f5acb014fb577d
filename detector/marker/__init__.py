"""What both halves know of the text of a marker: one spelling, and the cues by which it is recognised."""
