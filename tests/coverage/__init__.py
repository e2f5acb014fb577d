"""What must never be claimed, tried on files that make it hard: ``python -m tests.coverage --help``.

``odd``: files whose number is hard to get at, or could not have been seen. ``absent``: sound clips without a
number, whose absence must still be found. ``damaged``: files that were cut off, overwritten, thinned out.
Written without regard to how ``detector`` works; only its results are looked at.
"""
