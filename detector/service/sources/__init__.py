"""Where a video to be scanned comes from."""
