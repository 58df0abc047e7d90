"""The compiled engine: LLVM code for each shape of neuron, 512 runs a row."""
