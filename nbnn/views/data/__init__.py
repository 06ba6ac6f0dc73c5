"""The data chart."""
