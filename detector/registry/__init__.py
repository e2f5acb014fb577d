"""The numbers that were really issued, and to whom: lists of a platform or a regulator, by day."""
