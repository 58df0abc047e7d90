"""Nets and formulae in Z3."""
