"""psychon: formal/verify."""
