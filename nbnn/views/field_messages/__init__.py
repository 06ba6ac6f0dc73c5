"""What is wrong with a field, below it."""
