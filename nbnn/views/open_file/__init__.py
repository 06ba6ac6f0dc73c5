"""The button that opens a file."""
