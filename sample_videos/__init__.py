"""Short openings of invented micro-dramas, and the scripts that draw them."""
