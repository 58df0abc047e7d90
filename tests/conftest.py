"""Settings shared by all tests."""

from hypothesis import settings

# a busy machine is no failure, and a run says the same twice
settings.register_profile("psychon", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("psychon")
