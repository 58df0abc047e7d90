"""Intervals that stay valid while one looks, and the budget of false alarms."""
