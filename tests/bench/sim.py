"""Engines and scipy's sparse product on one net, in one run, beside the processor's own limit.

    python tests/bench/sim.py [-n NEURONS]

The net: n neurons that listen to each other and to n / 100 afferents, wired at random, fan-in 8,
one synapse in five inhibitory, thresholds 1 to 5, delay 1; afferents fire with p = .3. *Kernel* is
neurons alone, from given firing; *end to end* is ``psychon.simulate`` on one thread, random bits,
counts and all preparations included, also with n / 10 afferents, whose random bits cost more. All
states are compared after every tick, counts in the end.

The limit is how many word operations a second this processor does where nothing else holds it up,
measured beside the engines by a loop of nothing else. With it two bounds are given: one full adder
for each synapse, and the word operations that stand in the kernels' machine code, which are fewer
for thresholds that are known. A rate above the latter would be an error of the benchmark.
"""

import argparse
import ctypes
import re
import sys
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
import scipy.sparse as sp
from llvmlite import ir

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.engine import unpack

from psychon.formal.net.model import Net
from psychon.sim.campaign.simulate import simulate
from psychon.sim.engine.fast import machine, neurons
from psychon.sim.engine.fast.arrays import ROW
from psychon.sim.engine.fast.code import Code
from psychon.sim.engine.fast.draw import Draw
from psychon.sim.engine.fast.engine import Block, Compiled
from psychon.sim.engine.layout import lay_out
from psychon.sim.engine.planes import PlanesEngine

RATE: Final = 0.3
FAN_IN: Final = 8
ROUNDS: Final = 5
PASSES: Final = 5
"""So often the given firing comes to the compiled kernels, which are done with it in no time."""

LOGIC: Final = re.compile(r"^\s+v?p?(?:and|andn|or|xor|ternlog)(?:ps|pd|d|q)?\s.*%([xyz])mm", re.M)
STORES: Final = re.compile(r"^\s+v?mov[a-z0-9]+\s+%([xyz])mm\d+, .*\(", re.M)
BITS: Final = {"x": 128, "y": 256, "z": 512}


def wiring(n: int, afferents: int, seed: int = 1) -> tuple[Net, sp.csr_array]:
    """Return the net, and its weight matrix from all rows to the neurons."""
    rng = np.random.default_rng(seed)
    rows = afferents + n
    target = np.repeat(np.arange(afferents, rows), FAN_IN)
    source = np.concatenate([rng.choice(rows, FAN_IN, replace=False) for _ in range(n)])
    weight = np.where(rng.random(n * FAN_IN) < 0.2, -1, 1)
    thresholds = np.concatenate([np.zeros(afferents, int), rng.integers(1, 6, n)])
    net = Net.from_arrays([f"n{k}" for k in range(rows)], thresholds, source, target, weight)
    return net, sp.csr_array((weight, (target - afferents, source)), shape=(n, rows))


def word_bits(assembly: str) -> float:
    """Return how many bits of word operations a row that is stored costs."""
    logic = sum(BITS[width] for width in LOGIC.findall(assembly))
    return logic * 64 * ROW / sum(BITS[width] for width in STORES.findall(assembly))


def limit() -> tuple[Callable[[], float], float]:
    """Return what measures word operations a second, in bits, and the cost of a full adder.

    How many operations must be under way at once for nothing to wait is tried out, with operations
    on two rows and with full adders, which where there are operations on three are two of them.
    """
    steps, turns = 12, 100_000
    loops: list[Callable[[], float]] = []
    for rings, adders in product((2, 3, 4, 5, 6, 8), (False, True)):
        name, module = f"logic_alone_{rings}_{adders}", ir.Module()
        code = Code(module, name, 1)
        (memory,) = code.arguments
        state = [code.variable(code.row(memory, ROW * k)) for k in range(3 * rings)]
        with code.loop(turns):
            rows = [code.ir.load(row) for row in state]
            for k in range(steps):  # nothing can be left out
                if not adders:
                    rows = [
                        (code.ir.xor, code.ir.and_)[(k + j) % 2](row, rows[(j + 1) % len(rows)])
                        for j, row in enumerate(rows)
                    ]
                for ring in range(rings if adders else 0):
                    a, b, c = (3 * ring + (k + turn) % 3 for turn in range(3))
                    rows[a], rows[b] = code.full_adder(rows[a], rows[b], rows[c])
            for place, row in zip(state, rows, strict=True):
                code.ir.store(row, place)
        for k, place in enumerate(state):
            code.store_row(code.ir.load(place), memory, ROW * k)
        code.finish()
        loops.append(_timed(name, str(module), 3 * rings, turns))
    adder = ir.Module()
    code = Code(adder, "full_adder", 1)
    total, carry = code.full_adder(*(code.row(code.arguments[0], ROW * k) for k in range(3)))
    code.store_row(total, code.arguments[0])
    code.store_row(carry, code.arguments[0], ROW)
    code.finish()
    # two rows are stored
    cost = 2 * word_bits(machine.processor().assembly(str(adder)))
    return lambda: max(loop() for loop in loops), cost


def _timed(name: str, text: str, rows: int, turns: int) -> Callable[[], float]:
    """Return what measures the word operations a second, in bits, of a loop's body."""
    loop = machine.processor().assembly(text)
    body = max(re.findall(r"^\.?L\w+:\n(.*?)^\s+j\w+\s", loop, re.M | re.S), key=len)
    done = sum(BITS[kind] for kind in LOGIC.findall(body)) * turns
    machine.link({(name,): lambda: text}, keep=False)
    call = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(machine.function(name))
    words = np.random.default_rng(0).integers(0, 2**64, rows * ROW, np.uint64)

    def measure() -> float:
        started = time.process_time()
        call(words.ctypes.data)
        return done / (time.process_time() - started)

    return measure


class Bench:
    """The net at work on each engine."""

    def __init__(self, n: int, afferents: int) -> None:
        self.net, self.matrix = wiring(n, afferents)
        self.noisy, _ = wiring(n, n // 10)
        self.n, self.afferents = n, afferents
        self.thresholds = self.net.program.thresholds[afferents:, None]
        self.ticks = max(20, 1_000_000 // n)
        self.drawn = np.random.default_rng(2).random((self.ticks, afferents, 64 * ROW)) < RATE
        packed = np.packbits(self.drawn, axis=2, bitorder="little")
        self.drive = packed.view("<u8").astype(np.uint64)
        self.compiled = Compiled(self.net.program, 10**12)
        self.states, self.end = self._states()

    def _states(self) -> tuple[list[np.ndarray], np.ndarray]:
        """Return the neurons' states by the numpy engine; the fast one's must be the same.

        The second are those in the end when the given firing has come ``PASSES`` times.
        """
        engine = PlanesEngine(self.net.program, ROW)
        block = self._block()
        states = []
        for now in self.drive:
            engine.tick(now)
            block.advance(1, now[None])
            states.append(engine.now[engine.place])
            if not np.array_equal(states[-1], block.now[self.compiled.place]):
                raise SystemExit("the engines differ")
        for _ in range(PASSES - 1):
            for now in self.drive:
                engine.tick(now)
        return states, engine.now[engine.place]

    def _block(self) -> Block:
        everyone = list(range(self.afferents))
        ticks = PASSES * self.ticks
        return Block(self.compiled, Draw([], [], 0, 0), everyone, ticks, ticks)

    def rate(self, ticks: int, runs: int, seconds: float) -> float:
        """Return synaptic events a second."""
        return self.n * FAN_IN * ticks * runs / seconds

    def fast(self) -> float:
        """Return the compiled kernels' rate, neurons alone."""
        block = self._block()
        started = time.process_time()
        for _ in range(PASSES):
            block.advance(self.ticks, self.drive)
        spent = time.process_time() - started
        if not np.array_equal(block.now[self.compiled.place], self.end):
            raise SystemExit("the timed run ended elsewhere")
        return self.rate(PASSES * self.ticks, 512, spent)

    def numpy(self) -> float:
        """Return the numpy engine's rate, neurons alone."""
        engine = PlanesEngine(self.net.program, ROW)
        ticks = max(2, self.ticks // 20)
        started = time.process_time()
        for now in self.drive[:ticks]:
            engine.tick(now)
        spent = time.process_time() - started
        if not np.array_equal(engine.now[engine.place], self.states[ticks - 1]):
            raise SystemExit("the timed run ended elsewhere")
        return self.rate(ticks, 512, spent)

    def scipy(self, runs: int) -> float:
        """Return the rate of ``W @ x >= theta``, states compared after every tick."""
        weights = self.matrix.astype(np.int8)
        state = unpack(self.states[0], runs).astype(np.int8)
        ticks, spent = max(2, self.ticks // runs), 0.0
        for t in range(1, ticks + 1):
            started = time.process_time()
            state[self.afferents :] = weights @ state >= self.thresholds
            spent += time.process_time() - started
            state[: self.afferents] = self.drawn[t, :, :runs]
            if not np.array_equal(state, unpack(self.states[t], runs)):
                raise SystemExit(f"scipy differs at t = {t}")
        return self.rate(ticks, runs, spent)

    def end_to_end(self, net: Net, engine: str, ticks: int) -> float:
        """Return the rate of ``simulate``, random bits and counts included."""
        started = time.process_time()
        seen = simulate(net, ticks, 512, RATE, seed=3, engine=engine, threads=1)
        sums = seen.counts.sums()
        spent = time.process_time() - started
        assert seen.engine == engine and sums.any()
        return self.rate(ticks, 512, spent)

    def cost(self) -> float:
        """Return the bits of word operations of one tick of 512 runs."""
        total = 0.0
        for group in lay_out(self.net.program).groups:
            text = neurons.kernel(group.shape, group.prompt)
            total += word_bits(machine.processor().assembly(text)) * (group.last - group.first)
        return total


def main() -> None:
    """Print rates and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("-n", type=int, default=1000)
    args = parser.parse_args()
    bench = Bench(args.n, args.n // 100)
    ours, theirs = (
        simulate(bench.net, 50, 700, RATE, engine=engine).counts.totals()
        for engine in ("fast", "numpy")
    )
    if not np.array_equal(ours, theirs):
        raise SystemExit("the counts differ")
    measure, adder = limit()
    jobs: dict[str, Callable[[], float]] = {
        "kernel: fast": bench.fast,
        "kernel: numpy": bench.numpy,
        "kernel: scipy CSR int8": lambda: max(map(bench.scipy, (64, 128, 256, 512))),
        "end to end: fast": lambda: bench.end_to_end(bench.net, "fast", 200 * bench.ticks),
        "end to end: numpy": lambda: bench.end_to_end(bench.net, "numpy", bench.ticks // 10),
        "the same, noisy: fast": lambda: bench.end_to_end(bench.noisy, "fast", 200 * bench.ticks),
        "the same, noisy: numpy": lambda: bench.end_to_end(bench.noisy, "numpy", bench.ticks // 10),
    }
    best = dict.fromkeys(["word operations", *jobs], 0.0)
    for _ in range(ROUNDS):  # rounds take turns, so that all meet the same machine
        best["word operations"] = max(best["word operations"], measure())
        for name, job in jobs.items():
            best[name] = max(best[name], job())
    bits = best.pop("word operations")
    bound = bits / bench.cost() * bench.n * FAN_IN * 512
    adders = bits / adder * 512
    print(
        f"{args.n} neurons of fan-in {FAN_IN}, {bench.afferents} afferents, {args.n // 10} where"
        f" noisy, p = {RATE}; {ROUNDS} rounds, the best of each; one core of"
        f" {machine.processor().cpu}, processor time"
    )
    print(f"word operations: {bits:.3g} bits/s; a full adder takes {adder / 512:.2g} of them, a"
          f" neuron here {bench.cost() / 512 / bench.n:.3g}")  # fmt: skip
    print("synaptic events a second:")
    print(f"  {'limit: one full adder each':28s}{adders:10.3g}")
    print(f"  {'limit: these circuits':28s}{bound:10.3g}")
    for name, rate in best.items():
        print(f"  {name:28s}{rate:10.3g}   {rate / adders:6.1%}, {rate / bound:6.1%} of the limits")
    fast, numpy, csr = (best[f"kernel: {name}"] for name in ("fast", "numpy", "scipy CSR int8"))
    whole, slow = best["end to end: fast"], best["end to end: numpy"]
    print(f"kernel: fast / one full adder each = {fast / adders:.2f} (goal: 0.4),"
          f" fast / these circuits = {fast / bound:.2f}")  # fmt: skip
    print(f"kernel: fast / numpy = {fast / numpy:.0f}, fast / scipy = {fast / csr:.0f}")
    print(f"end to end: fast / numpy = {whole / slow:.0f}; neuron updates/s {whole / FAN_IN:.3g}")
    if fast > bound:
        raise SystemExit("a rate above the limit: the benchmark is wrong")


if __name__ == "__main__":
    main()
