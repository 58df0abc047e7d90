"""Where psychon keeps what can be made again."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return psychon's own folder, by the XDG base directories, which must be absolute.

    Whoever has no home gets one that can be neither read nor written.
    """
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        return (named if named.is_absolute() else Path.home() / ".cache") / "psychon"
    except RuntimeError:
        return Path(os.devnull) / "psychon"
