"""The dated tables of the law: their rows, how they are read and checked, and queries on them."""
