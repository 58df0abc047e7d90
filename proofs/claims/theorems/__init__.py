"""Theorems I to III of 1943, the lecture's rule 2, start-up and silence."""
