"""Matrices of responses as products of few nonnegative parts."""
