"""The service's state on disk: the database, waiting uploads, and uploads retained for review."""
