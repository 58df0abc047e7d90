"""The nets of figure 1 of 1943."""
