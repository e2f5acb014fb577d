"""How the marker screen comes about: lines that may be part of a marker, and lines that cannot."""
