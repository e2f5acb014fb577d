"""A frame to text boxes: the fast detector, DBNet, and pieces of lines merged."""
