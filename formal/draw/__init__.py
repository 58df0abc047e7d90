"""Nets and traces as pictures and text."""
