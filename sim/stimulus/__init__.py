"""What drives the afferents."""
