"""The exercises of each lesson, a file each, and the table that finds them."""
