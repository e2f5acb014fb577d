"""What confines processes."""
