"""What is true, and how we know."""
