"""The Playground and its fields."""
