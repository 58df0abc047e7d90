"""Membranes in continuous time, stepped exactly."""
