"""Temporal propositional formulae: values, text, meanings, and which are TPEs."""
