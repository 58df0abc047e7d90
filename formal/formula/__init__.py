"""psychon: formal/formula."""
