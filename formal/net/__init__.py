"""psychon: formal/net."""
