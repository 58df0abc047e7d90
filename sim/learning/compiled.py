"""Compile the loops of a rule, or do without: the numpy twin gives the same numbers."""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from ...formal.errors import InputError

ENGINES: Final = ("auto", "numpy", "fast")

P = ParamSpec("P")
R = TypeVar("R")


def chosen(engine: str) -> str:
    """Return "numpy" or "fast".

    Raises:
        InputError: another engine, or "fast" without numba.
    """
    if engine not in ENGINES:
        raise InputError("engine", f"{engine!r:.80} is unknown", "use auto, numpy or fast")
    here = find_spec("numba") is not None
    if engine == "fast" and not here:
        raise InputError(
            "engine", "'fast' needs numba", 'pip install "psychon[fast]", or use auto or numpy'
        )
    if engine != "auto":
        return engine
    return "fast" if here else "numpy"


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
