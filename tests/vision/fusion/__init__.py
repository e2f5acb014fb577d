"""Tests of ``detector.vision.fusion``."""
