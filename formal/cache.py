"""Where psychon keeps what can be made again."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return psychon's own folder, by the XDG base directories."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "psychon"
