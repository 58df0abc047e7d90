"""What happens: nets run on many inputs at once."""
