"""Family 4xx: the category."""
