"""The accuracy benchmark: clips of every hard kind, drawn with their truth, scanned and graded.

``python -m tests.accuracy`` prints the table; ``test_ratchet`` keeps a small part of it in the suite.
The data's way: ``kinds`` (what a clip shows), ``render`` (a file), the scanner, ``grade``, ``report``.
"""
