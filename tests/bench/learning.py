"""Compare learning rules: replicas in step against one replica in a numpy loop, in one run.

The selectron: n inputs, 1 with probability 1/8, a threshold that about one presentation in six
passes. Everything counts: drawing the inputs, the rule, the constraint. The loop is what one would
write: one replica, one presentation a turn, numpy for the vectors. Each is timed in turn, five
times over; the best counts. The weights that all three end with are compared beforehand.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from psychon.sim.learning.hebb import oja
from psychon.sim.learning.presentation import Given, Independent, Presentations
from psychon.sim.learning.selectron import CONSTRAINTS, projected, selectron
from psychon.sim.learning.stdp import stdp

GOAL = 20
RATE, ALPHA, OMEGA = 1 / 8, 1e-3, 1.0


def loop(
    n: int, presentations: int, theta: float, constraint: str, given: np.ndarray | None = None
) -> np.ndarray:
    """Let one replica learn; return its weights."""
    w = np.full(n, OMEGA / n)
    rng = np.random.default_rng(0)
    for k in range(presentations):
        x = (rng.random(n) < RATE).astype(float) if given is None else given[k]
        if w @ x - theta > 0:
            w += ALPHA * x
            size = np.abs(w).sum()
            if size > OMEGA:
                w = w * (OMEGA / size) if constraint == "rescale" else projected(
                    w[:, None], OMEGA)[:, 0]  # fmt: skip
    return w


def best(works: dict[str, Callable[[], object]], turns: int = 5) -> dict[str, float]:
    """Return each work's shortest time, all taken in turn."""
    times = dict.fromkeys(works, float("inf"))
    for _ in range(turns):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name] = min(times[name], time.perf_counter() - start)
    return times


def main() -> None:
    """Print presentations a second, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100)
    parser.add_argument("--replicas", type=int, default=512)
    asked = parser.parse_args()
    n, replicas, theta = asked.inputs, asked.replicas, 0.16
    given = (np.random.default_rng(1).random((2000, n)) < RATE).astype(float)
    source = Independent([RATE] * n)

    def learn(
        engine: str, constraint: str, source: Presentations, presentations: int, replicas: int
    ) -> np.ndarray:
        learned = selectron(
            source, presentations, replicas, alpha=ALPHA, theta=theta, omega=OMEGA,
            constraint=constraint, engine=engine,
        )  # fmt: skip
        ends: np.ndarray = learned.weights[0]
        return ends

    for constraint in CONSTRAINTS:
        ends = [learn(engine, constraint, Given(given), 2000, 1) for engine in ("numpy", "fast")]
        plain = loop(n, 2000, theta, constraint, given)
        gap = max(float(np.abs(end - plain).max()) for end in ends)
        print(f"{constraint}: weights after 2,000 presentations differ by {gap:.1e} at most")
        works: dict[str, Callable[[], object]] = {
            "loop": partial(loop, n, 1000, theta, constraint),
            "numpy": partial(learn, "numpy", constraint, source, 40, replicas),
            "fast": partial(learn, "fast", constraint, source, 400, replicas),
        }
        done = {"loop": 1000, "numpy": 40 * replicas, "fast": 400 * replicas}
        rates = {name: done[name] / seconds for name, seconds in best(works).items()}
        for name, rate in rates.items():
            print(f"  {name:<6} {rate:12.3g} presentations/s, {rate * n:9.3g} synapses/s")
        print(f"  ratio numpy / loop: {rates['numpy'] / rates['loop']:.1f}")
        print(f"  ratio fast / loop: {rates['fast'] / rates['loop']:.1f} (goal: {GOAL})")

    trains = Independent([0.05] * (n + 1))
    pairs = partial(
        stdp, trains, 200, replicas, a_plus=1, tau_plus=20, a_minus=1, tau_minus=20
    )  # fmt: skip
    flow = partial(oja, trains, 200, replicas, tau=100, dt=1)
    for name, rule in (("stdp", pairs), ("oja", flow)):
        rule(engine="fast")
        times = best({engine: partial(rule, engine=engine) for engine in ("numpy", "fast")}, 3)
        rate = 200 * replicas / times["fast"]
        ratio = times["numpy"] / times["fast"]
        print(f"{name}: {rate:.3g} ticks/s of {n} synapses, {ratio:.1f} times its numpy twin")


if __name__ == "__main__":
    main()
