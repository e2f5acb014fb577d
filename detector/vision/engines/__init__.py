"""What locates and reads, one module an engine, each loaded only where it is chosen."""
