"""Frames, playable openings and enlarged pictures, made on demand from the video of a case."""
