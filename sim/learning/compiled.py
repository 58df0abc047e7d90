"""Compile the loops of a rule, or do without: the numpy twin gives the same numbers."""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@lru_cache
def compiled(loops: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel of plain loops; the code is kept beside its source, or in a user's cache.

    Where none is kept, it says on stderr that it compiles.
    """
    import numba

    # without fastmath sums keep their order, and so the twin's bits
    made = numba.njit(cache=True, nogil=True)(loops)
    rule = loops.__module__.rpartition(".")[2]
    kept = Path(made.stats.cache_path or "").glob(f"{rule}.{loops.__name__}-*.nbi")
    if not any(kept):
        with suppress(OSError, AttributeError):
            sys.stderr.write(f"psychon: compiling the kernel of {rule}, once\n")
    kernel: Callable[P, R] = made
    return kernel
