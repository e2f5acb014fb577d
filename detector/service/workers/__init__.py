"""Worker processes that scan, and the supervisor that keeps them running."""
