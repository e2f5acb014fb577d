"""Tests of lists that are pictures."""
