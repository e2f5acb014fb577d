"""Tests of ``detector.marker``."""
