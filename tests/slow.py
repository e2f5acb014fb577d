"""Which cases are left to ``poe test-slow``: more of a kind of which the default run has one.

So is what runs on PostgreSQL or S3, where the default run has it on SQLite and a disk.
"""

import pytest


def slow(*values: object) -> list[object]:
    """Values of a parameter with which a test is slow."""
    return [pytest.param(value, marks=pytest.mark.slow) for value in values]
