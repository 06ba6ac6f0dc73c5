"""The card that shows how a CSV file was read."""
