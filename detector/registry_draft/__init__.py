"""Lists that are pictures, read into a draft that people confirm row by row."""
