"""The computational graph."""
