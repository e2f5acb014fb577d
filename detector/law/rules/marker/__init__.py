"""Family 1xx: the marker itself."""
