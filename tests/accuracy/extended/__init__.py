"""The extended benchmark: looks, typefaces and files beside the first 34 kinds; hidden and appearing digits.

``python -m tests.accuracy.extended --split tuned`` prints its tables. Kinds and typefaces are split into
tuned and held-out ones. The data's way: ``kinds`` (what a clip shows), ``render`` (a file), the scanner,
``grade``, ``report``. It draws with code of its own, so that the clips of the first kinds stay as they are.
"""
