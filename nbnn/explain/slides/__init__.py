"""A board for a lecturer's own slides and notes: as LaTeX, and as a table in Markdown."""
