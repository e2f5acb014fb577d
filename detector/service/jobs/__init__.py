"""The durable queue of scans: states, queries, notifications, the outbox of webhooks."""
