"""Many episodes: the engines that spread them over processes."""
