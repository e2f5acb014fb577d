"""The registry in a database, SQLite or PostgreSQL."""
