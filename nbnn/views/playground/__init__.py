"""The Playground's view."""
