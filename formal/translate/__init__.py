"""psychon: formal/translate."""
