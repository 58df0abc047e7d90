"""The biological neuron: passive membrane, post-synaptic potentials, shot noise."""
