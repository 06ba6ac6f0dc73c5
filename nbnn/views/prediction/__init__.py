"""A question whose answer is written down before it is shown, on the page."""
