"""Synapses that change: learning rules run on many replicas at once."""
