"""A table of one's own: how a CSV file is read, and what is asked about its data."""
