"""What a page says to a lab: what it may say, and how what it asks for is interrupted."""
