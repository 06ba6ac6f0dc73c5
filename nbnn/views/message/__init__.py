"""One line of words."""
