"""What a process that opens strangers' files may take of this machine, and the pool of such processes."""
