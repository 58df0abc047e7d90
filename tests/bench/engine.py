"""Compare the numpy engine with scipy's sparse product on one net, in one run.

The net: n neurons that listen to each other and to as many afferents as need be for random
wiring, fan-in 8, one synapse in five inhibitory, delay 1. scipy computes W @ X >= theta; both
start from the same random firing, and their states are compared after every tick. Each is taken
at the number of runs where it is fastest.
"""

import argparse
import time

import numpy as np
import scipy.sparse as sp

from psychon.formal.net.model import Net
from psychon.sim.engine.planes import PlanesEngine


def wiring(n: int, fan_in: int, rng: np.random.Generator) -> tuple[Net, sp.csr_array]:
    """Return the net, and its weight matrix from all rows to the neurons."""
    afferents = n // 100
    rows = afferents + n
    target = np.repeat(np.arange(afferents, rows), fan_in)
    source = np.concatenate([rng.choice(rows, fan_in, replace=False) for _ in range(n)])
    weight = np.where(rng.random(n * fan_in) < 0.2, -1, 1)
    thresholds = np.concatenate([np.zeros(afferents, int), np.full(n, 2)])
    names = [f"n{k}" for k in range(rows)]
    net = Net.from_arrays(names, thresholds, source, target, weight)
    return net, sp.csr_array((weight, (target - afferents, source)), shape=(n, rows))


def unpack(words: np.ndarray, runs: int) -> np.ndarray:
    """Unpack [rows, words] to [rows, runs] of 0 and 1."""
    return np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")[:, :runs]


def keep(best: dict[str, float], name: str, speed: float) -> None:
    """Keep the best of several rounds."""
    best[name] = max(speed, best.get(name, 0.0))


def scipy_speed(
    weights: sp.csr_array, states: list[np.ndarray], drive: np.ndarray, runs: int, afferents: int
) -> float:
    """Return scipy's neuron updates times runs a second, its states checked at every tick."""
    state = unpack(states[0], runs).astype(weights.dtype)
    ticks = max(2, min(len(states) - 1, 512 // runs))
    spent = 0.0
    for t in range(1, ticks + 1):
        started = time.perf_counter()
        state[afferents:] = weights @ state >= 2
        spent += time.perf_counter() - started
        state[:afferents] = unpack(np.ascontiguousarray(drive[t]), runs)
        if not np.array_equal(state, unpack(states[t], runs)):
            raise SystemExit(f"the states differ at t = {t}")
    return float(weights.shape[0] * runs * ticks / spent)


def firing(net: Net, drive: np.ndarray) -> list[np.ndarray]:
    """Return [rows, words] of each tick."""
    engine = PlanesEngine(net.program, drive.shape[2])
    states = []
    for now in drive:
        engine.tick(now)
        states.append(engine.now[engine.place])
    return states


def psychon_speed(net: Net, states: list[np.ndarray], drive: np.ndarray) -> float:
    """Return psychon's neuron updates times runs a second, its states checked at every tick."""
    words = drive.shape[2]
    engine = PlanesEngine(net.program, words)
    spent = 0.0
    for t, now in enumerate(drive):
        started = time.perf_counter()
        engine.tick(now)
        spent += time.perf_counter() - started if t else 0
        seen = np.bitwise_xor.reduce(engine.now, axis=0)
        if not np.array_equal(seen, np.bitwise_xor.reduce(states[t][:, :words], axis=0)):
            raise SystemExit(f"the timed run and its repetition differ at t = {t}")
    return float(len(net.neurons) * 64 * words * (len(drive) - 1) / spent)


def main() -> None:
    """Print neuron updates times runs a second of each, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=100_000)
    parser.add_argument("--fan-in", type=int, default=8)
    parser.add_argument("--ticks", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    rng = np.random.default_rng(1)
    net, matrix = wiring(args.n, args.fan_in, rng)
    afferents, rows = len(net.afferents), len(net.names)
    best: dict[str, float] = {}

    drive = rng.integers(0, 2**64, (args.ticks + 1, afferents, 8), np.uint64)
    states = firing(net, drive)
    for _ in range(args.rounds):  # rounds take turns, so that both meet the same machine
        for words in (2, 4, 8):
            part = np.ascontiguousarray(drive[:, :, :words])
            keep(best, f"psychon numpy, {64 * words} runs", psychon_speed(net, states, part))
        for kind in (np.int8, np.float32):
            for columns in (16, 64, 128, 256, 512):
                speed = scipy_speed(matrix.astype(kind), states, drive, columns, afferents)
                keep(best, f"scipy CSR {kind.__name__}, {columns} runs", speed)

    print(f"{rows} rows, {args.n} neurons of fan-in {args.fan_in}: neuron updates/s, all runs")
    for name, speed in best.items():
        print(f"  {name:28s} {speed:10.3g}   synaptic events/s {speed * args.fan_in:10.3g}")
    ours, peer = (
        max(speed for name, speed in best.items() if name.startswith(side))
        for side in ("psychon", "scipy")
    )
    print(f"ratio: psychon / best scipy CSR = {ours / peer:.1f} (goal: 8 at n = 100,000)")


if __name__ == "__main__":
    main()
