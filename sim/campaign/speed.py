"""How fast an engine is here, end to end."""

import time
from typing import Final

import numpy as np

from ...formal.net.model import Net
from .simulate import simulate

NEURONS: Final = 1000
FAN_IN: Final = 8
TICKS: Final = {"numpy": 100, "fast": 20_000}


def speed(engine: str) -> float:
    """Return how many updates of neurons an engine does a second, on one thread.

    The net is wired at random, fan-in 8, one synapse in five inhibitory; random bits and counts
    are included, compiling is not.
    """
    rng = np.random.default_rng(0)
    afferents, rows = NEURONS // 100, NEURONS + NEURONS // 100
    net = Net.from_arrays(
        [f"n{k}" for k in range(rows)],
        np.concatenate([np.zeros(afferents, np.int64), rng.integers(1, 6, NEURONS)]),
        np.concatenate([rng.choice(rows, FAN_IN, replace=False) for _ in range(NEURONS)]),
        np.repeat(np.arange(afferents, rows), FAN_IN),
        np.where(rng.random(NEURONS * FAN_IN) < 0.2, -1, 1),
    )
    took = []
    for _ in range(3):
        started = time.perf_counter()
        simulate(net, TICKS[engine], 512, 0.3, engine=engine, threads=1)
        took.append(time.perf_counter() - started)
    return NEURONS * 512 * TICKS[engine] / min(took)
