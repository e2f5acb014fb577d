"""Webhooks: the callers' endpoints with their deliveries, and the thread that sends them."""
