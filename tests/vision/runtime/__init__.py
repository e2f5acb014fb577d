"""Tests of ``detector.vision.runtime``."""
