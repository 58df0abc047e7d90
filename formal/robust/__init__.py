"""How many inputs must be flipped before a neuron does otherwise."""
