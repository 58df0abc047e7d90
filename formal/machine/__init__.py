"""The physiological Turing machine: a net that, with a tape, computes what a machine computes."""
