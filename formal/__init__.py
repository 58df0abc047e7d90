"""psychon: formal."""
