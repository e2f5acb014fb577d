"""Tests of ``detector.law.verdict``."""
