"""Tokens, scopes and rates."""
