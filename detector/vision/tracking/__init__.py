"""From frame to frame: what changed, which text is the same one, what is still to be read."""
