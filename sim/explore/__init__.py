"""Every state of a net, one after another or all at once."""
