"""“Ask me first” in a lab: what is covered, and when it is asked."""
