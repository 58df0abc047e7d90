"""Pictures of what was simulated, by matplotlib, in one style."""
