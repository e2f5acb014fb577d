"""Servers put together: the ingest service with the reviewers' desk, and the desk alone on this machine."""
