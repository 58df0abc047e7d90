"""The selectron (Balduzzi & Besserve 2012): a neuron that learns by spiking only if it pays."""
