"""Text to markers and near misses, and what a text may be a misreading of."""
