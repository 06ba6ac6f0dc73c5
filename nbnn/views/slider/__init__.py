"""A slider."""
