"""Bit-parallel engines."""
