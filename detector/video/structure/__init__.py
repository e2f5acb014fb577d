"""How a file is built: its boxes, elements, tags or packets, and what its header states."""
