"""Lists in files to entries of a registry."""
