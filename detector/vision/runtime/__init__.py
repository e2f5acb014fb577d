"""The networks: their files, the sessions that run them, and the device."""
