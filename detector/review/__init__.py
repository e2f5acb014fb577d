"""The reviewers' desk: cases, decisions, and the log of them."""
