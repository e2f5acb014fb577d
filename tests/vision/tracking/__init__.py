"""Tests of ``detector.vision.tracking``."""
