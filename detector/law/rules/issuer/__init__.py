"""Family 2xx: issuer and platform."""
