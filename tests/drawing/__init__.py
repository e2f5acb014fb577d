"""Draws what a test clip shows: ``backgrounds`` that move, and ``text`` over them."""
