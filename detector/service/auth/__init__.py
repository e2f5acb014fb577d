"""Tokens with scopes, the rate limit, and the rule for callers without a token."""
