"""The speed benchmark: what a scan costs beside decoding alone and beside a naive pipeline.

``python -m tests.speed`` prints the tables; ``test_counts`` keeps what can be counted in the suite.
The data's way: ``kinds`` (what a clip shows), ``corpus`` (files), ``run`` (each clip three ways: ``floor``,
``peer`` and the scanner under a ``meter``), ``whole`` (fresh processes), ``report``.
"""
