"""The player and the status line."""
