"""Readings of many frames to one text each, with a confidence: voting, mean pictures, rescoring."""
