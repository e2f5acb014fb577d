"""Tests of ``detector.registry.sql``."""
