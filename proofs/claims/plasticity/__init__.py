"""Learning rules of synapses: Hebb, Oja, spike-timing dependent plasticity."""
