"""The reviewers' desk: people see what was seen, decide beside the machine, and every decision is kept."""
