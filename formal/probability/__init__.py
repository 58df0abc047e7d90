"""Exact oracles: probabilities by enumeration that shares its work."""
