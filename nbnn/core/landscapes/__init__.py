"""Losses as landscapes: slices through them, descent on them, convexity."""
