"""A video to frames with true times, from a file or an object on the network."""
