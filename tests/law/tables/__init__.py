"""Tests of ``detector.law.tables``."""
