"""Endpoints of callers, and the sender."""
