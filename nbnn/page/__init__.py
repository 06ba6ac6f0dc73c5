"""Labs as a page of their own: one HTML file that moves without Python and without a network."""
