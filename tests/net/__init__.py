"""Which servers may be asked."""
