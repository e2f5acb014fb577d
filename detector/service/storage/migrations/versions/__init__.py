"""The steps by which the service's tables came about."""
