"""Settings shared by all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

# a busy machine is no failure, and a run says the same twice
settings.register_profile("psychon", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("psychon")


@pytest.fixture(autouse=True, scope="session")
def _nothing_kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what checks find out of the home folder, and what is kept there out of tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
