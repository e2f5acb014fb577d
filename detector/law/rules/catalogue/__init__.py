"""Family 5xx: across episodes and dramas."""
