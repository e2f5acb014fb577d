"""Family 3xx: what a registry says."""
