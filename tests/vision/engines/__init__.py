"""Tests of ``detector.vision.engines``."""
