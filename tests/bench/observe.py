"""What observation costs: a net run with and without it, in one run.

The net: n neurons, fan-in 8, one synapse in five inhibitory, random wiring to half as many
afferents and to each other. Beside the counts that every simulation keeps, eight names are watched
(how often, always, once, when first), counted tick by tick, and their interspike intervals told
apart up to 64 ticks; and a past-time formula of each is watched. Each is timed in turn, three times
over; the best counts. What is seen is compared with the rasters of the same runs beforehand.
"""

import argparse
import time
from typing import Any

import numpy as np

from psychon.formal.net.model import Net
from psychon.sim.campaign.simulate import simulate
from psychon.sim.observe.raster import Window

NAMES = [f"n{k}" for k in range(500, 508)]


def wiring(n: int, rng: np.random.Generator) -> Net:
    """Return the net."""
    free = n // 2
    target = np.repeat(np.arange(free, free + n), 8)
    source = np.concatenate([rng.choice(free + n, 8, replace=False) for _ in range(n)])
    weight = np.where(rng.random(len(target)) < 0.2, -1, 1)
    thresholds = np.concatenate([np.zeros(free, np.int64), rng.integers(1, 3, n)])
    return Net.from_arrays([f"n{k}" for k in range(free + n)], thresholds, source, target, weight)


def main() -> None:
    """Print what each kind of observation costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--neurons", type=int, default=1000)
    asked = parser.parse_args()
    net = wiring(asked.neurons, np.random.default_rng(0))
    formulas = [f"once ({name} & S^3 {name})" for name in NAMES]
    works: dict[str, dict[str, Any]] = {
        "counts alone": {},
        "8 watched": {"watch": NAMES},
        "8 by tick": {"per_tick": NAMES},
        "8 intervals": {"isi": NAMES},
        "8 formulae watched": {"watch": formulas},
        "all of these": {"watch": NAMES + formulas, "per_tick": NAMES, "isi": NAMES},
        "raster of 8": {"raster": Window(tuple(NAMES))},
    }
    seen = simulate(net, 40, 512, 0.3, raster=True, **works["all of these"])
    for name in NAMES:
        bits = seen.raster(name)
        assert (seen.per_tick[name].counts == bits.sum(axis=0)).all()
        assert seen.watch[name].held_once == bits.any(axis=1).mean()
        gaps = [g for row in bits for g in np.diff(np.flatnonzero(row))]
        assert seen.isi[name].counts.sum() == len(gaps)
    for runs in (512, 4096):
        times = dict.fromkeys(works, float("inf"))
        for _ in range(3):
            for label, extra in works.items():
                start = time.perf_counter()
                seen = simulate(net, 200, runs, 0.3, **extra)
                times[label] = min(times[label], time.perf_counter() - start)
        alone = times["counts alone"]
        print(f"{len(net)} rows, {runs} runs of 200 ticks, engine {seen.engine}")
        for label, seconds in times.items():
            print(f"  {label:<20} {seconds / alone:6.3f} times the time of counts alone")


if __name__ == "__main__":
    main()
