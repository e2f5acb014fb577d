"""What was really issued, and to whom: a list that a platform or a regulator keeps, by day."""
