"""Tests of ``detector.vision.recognition``."""
