"""Tests of ``detector.law.text``."""
