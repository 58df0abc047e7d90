"""Claims, their steps, mutants and experiments, and the checker of them all."""
