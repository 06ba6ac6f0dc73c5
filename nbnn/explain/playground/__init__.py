"""What the Playground shows, and how it is saved."""
