"""Tests of ``detector.registry.importing``."""
