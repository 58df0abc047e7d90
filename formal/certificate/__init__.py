"""Evidence that a proof holds, for a judge that does not trust the prover."""
