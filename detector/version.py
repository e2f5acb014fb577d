"""The version, for every part: a part that asks the package itself would import what stands above it."""

__version__ = "0.1.0"
