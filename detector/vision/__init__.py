"""Pixels to what stood on the screen, when, and how surely. The stages do not know each other."""
