"""Tests of ``detector.serving``."""
