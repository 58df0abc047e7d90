"""Questions about nets, decided with evidence."""
