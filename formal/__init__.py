"""What a net is, means and equals."""
