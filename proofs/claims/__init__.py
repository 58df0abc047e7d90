"""The claims; each module registers its own."""
