"""Tests of ``detector.law.evidence``."""
