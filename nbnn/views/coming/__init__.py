"""A line where something is still to come."""
