"""The HTTP interface: the application, its routes, and the models of requests and responses."""
