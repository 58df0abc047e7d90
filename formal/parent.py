"""A process that works for another ends with it."""

import os
import time
from threading import Thread
from typing import Final

EVERY: Final = 0.5
"""Seconds between looks at whether the parent is still there."""


def end_with_parent() -> None:
    """End this process soon after the one that started it, however that ends."""
    Thread(target=_watch, args=(os.getppid(),), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    # an orphan gets another parent, where there are such things
    while os.getppid() == parent:
        time.sleep(EVERY)
    os._exit(1)
