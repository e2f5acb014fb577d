"""Tests of ``detector.review``."""
