"""Nets and questions as and-inverter graphs, for hardware model checkers."""
