"""Tests of ``detector.video``."""
