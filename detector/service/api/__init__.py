"""The HTTP API: the application, its routes, and the models of requests and responses."""
