"""Charts whose marks move."""
