"""Database, uploads and files that are kept."""
