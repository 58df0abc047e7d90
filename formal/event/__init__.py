"""Regular events: what the neurons of finite nets represent, and nothing else (Kleene 1956)."""
