"""Trains ``models/glyph_reader``, which names single glyphs: ``python -m training.glyphs``."""
