"""Microcircuits of excitatory and inhibitory neurons."""
