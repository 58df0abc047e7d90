"""From nets to formulae and back: Theorems I and II."""
