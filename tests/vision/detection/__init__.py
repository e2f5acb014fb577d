"""Tests of ``detector.vision.detection``."""
