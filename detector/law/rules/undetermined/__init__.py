"""Family 9xx: what could not be determined."""
