"""The settings, each group in a file of its own."""
