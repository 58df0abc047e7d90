"""The command line and the pytest plugin; nothing imports this floor."""
