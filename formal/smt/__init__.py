"""psychon: formal/smt."""
