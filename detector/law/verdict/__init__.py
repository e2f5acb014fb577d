"""Findings to an outcome, permissions, assumptions; and whether more need be seen."""
