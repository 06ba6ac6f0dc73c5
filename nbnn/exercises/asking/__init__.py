"""“Ask me first”: the lines that a lab asks for."""
