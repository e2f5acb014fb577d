"""Alembic's environment and the migrations of the service's tables."""
