"""Other simulators on the net of tests/bench/sim.py, in one run: updates of neurons a second.

    python tests/peers/simulators.py [--noisy]

- ABC's ``&sim``: the net as an AIGER circuit, as psychon writes it and after ABC's ``&dc2``; its
  random bits have p = .5, and it counts nothing.
- Verilator: the net as a Verilog module of one run, compiled with -O3; random bits come from an
  xorshift generator, and it counts nothing.
- Brian2 (C++ standalone): one run, random bits and counts. ``BRIAN2_PYTHON`` may name the Python
  that has it, for it wants an older numpy.
- torch's sparse product W @ x >= theta, from given firing.

Ours is ``psychon.simulate`` on one thread, random bits and counts included. Each takes its turn in
several rounds; the best of each counts, in processor time.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.sim import FAN_IN, RATE, wiring  # noqa: E402

from psychon.formal.aiger.circuit import circuit  # noqa: E402
from psychon.formal.formula.parse import parse  # noqa: E402
from psychon.formal.net.model import Net  # noqa: E402
from psychon.sim.campaign.simulate import simulate  # noqa: E402

ABSENT: Final = 3
NEURONS: Final = 1000
ROUNDS: Final = 3
GOALS: Final = {"ABC": 25, "Verilator": 80, "Brian2": 1500}


def spent(command: list[str], **more: object) -> tuple[str, float]:
    """Run a program; return what it says, and its seconds of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    said = subprocess.run(command, capture_output=True, text=True, check=True, **more)  # type: ignore[call-overload]
    return said.stdout, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def ours(net: Net) -> Callable[[], float]:
    """Return what measures psychon."""
    ticks = 200_000  # as with the others, preparations are next to nothing
    simulate(net, ticks, 512, RATE, engine="fast", threads=1)

    def measure() -> float:
        started = time.process_time()
        seen = simulate(net, ticks, 512, RATE, engine="fast", threads=1)
        assert seen.counts.sums().any()
        return NEURONS * 512 * ticks / (time.process_time() - started)

    return measure


def abc(net: Net, folder: Path) -> dict[str, Callable[[], float]] | None:
    """Return what measures ABC, on the circuit as it is and as ABC makes it smaller."""
    if shutil.which("berkeley-abc") is None:
        return None
    file = folder / "net.aig"
    # one output that hears of every neuron, so that none is left out
    file.write_bytes(circuit(net, [parse("~(" + " | ".join(net.neurons) + ")")]).binary())
    small = folder / "small.aig"
    subprocess.run(
        ["berkeley-abc", "-c", f"&r {file}; &dc2; &w {small}"], capture_output=True, check=True
    )

    def measure(which: Path) -> Callable[[], float]:
        frames, words = 200, 64  # words of 32 runs

        def once() -> float:
            # a longer run less a shorter one: reading the file is not simulation
            took = [
                spent(["berkeley-abc", "-c", f"&r {which}; &sim -F {f} -W {words}"])[1]
                for f in (frames // 10, frames)
            ]
            return NEURONS * 32 * words * (frames - frames // 10) / (took[1] - took[0])

        return once

    return {"ABC &sim": measure(file), "ABC &dc2; &sim": measure(small)}


def verilog(net: Net) -> str:
    """Return the net as a module of one run."""
    inputs = {name: f"x[{k}]" for k, name in enumerate(net.afferents)}
    wires = inputs | {name: f"y[{k}]" for k, name in enumerate(net.neurons)}
    lines = []
    for k, name in enumerate(net.neurons):
        terms = [f"{'+' if (s.weight or 0) > 0 else '-'} $signed({{7'b0, {wires[s.source]}}})"
                 for s in net.incoming(name)]  # fmt: skip
        lines.append(f"y[{k}] <= (8'sd0 {' '.join(terms)}) >= 8'sd{net.threshold(name)};")
    return (
        f"module net(input clk, input [{len(inputs) - 1}:0] x, output reg [{NEURONS - 1}:0] y);\n"
        "always @(posedge clk) begin\n" + "\n".join(lines) + "\nend\nendmodule\n"
    )


HARNESS: Final = """
#include "Vnet.h"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
int main(int, char** argv) {
    Vnet net; uint64_t s = 88172645463325252ull; uint32_t seen = 0;
    for (long t = 0, end = atol(argv[1]); t < end; t++) {
        for (int k = 0; k < INPUTS; k++) {
            s ^= s << 13; s ^= s >> 7; s ^= s << 17;
            SET
        }
        net.clk = 0; net.eval(); net.clk = 1; net.eval();
        for (int k = 0; k < WORDS; k++) seen ^= net.y[k];
    }
    printf("%u\\n", seen);
}
"""


def verilator(net: Net, folder: Path) -> Callable[[], float] | None:
    """Return what measures Verilator."""
    if shutil.which("verilator") is None or shutil.which("g++") is None:
        return None
    inputs = len(net.afferents)
    (folder / "net.v").write_text(verilog(net))
    limit = f"(uint32_t)(s >> 32) < {round(RATE * 2**32)}u"
    bit = "net.x[k / 32]" if inputs > 64 else "net.x"
    shift = "k % 32" if inputs > 64 else "k"
    put = f"if ({limit}) {bit} |= 1ull << ({shift}); else {bit} &= ~(1ull << ({shift}));"
    harness = HARNESS.replace("INPUTS", str(inputs)).replace("SET", put)
    (folder / "main.cpp").write_text(harness.replace("WORDS", str(-(-NEURONS // 32))))
    subprocess.run(
        ["verilator", "--cc", "--exe", "--build", "-O3", "--x-assign", "fast", "-Wno-fatal",
         "-CFLAGS", "-O3 -march=native", "net.v", "main.cpp"],
        cwd=folder, capture_output=True, check=True,
    )  # fmt: skip
    ticks = 100_000
    program = str(folder / "obj_dir" / "Vnet")
    return lambda: NEURONS * ticks / spent([program, str(ticks)])[1]


BRIAN: Final = """
import json, sys, time
import numpy as np
import brian2 as b
net = json.load(open(sys.argv[1])); ticks = int(sys.argv[2])
b.set_device("cpp_standalone", directory=sys.argv[3], build_on_run=False)
b.prefs.devices.cpp_standalone.openmp_threads = 0
b.prefs.codegen.cpp.extra_compile_args_gcc = ["-O3", "-march=native", "-ffast-math"]
b.defaultclock.dt = 1 * b.ms
n, free = net["neurons"], net["afferents"]
noise = b.NeuronGroup(free, "", threshold=f"rand() < {net['rate']}")
cells = b.NeuronGroup(n, "v : 1\\ntheta : 1 (constant)", threshold="v >= theta", reset="")
cells.theta = net["thresholds"]
# what has been judged is forgotten, before this tick's firing arrives
cells.run_regularly("v = 0", when="after_thresholds")
made = []
for group, first in ((noise, 0), (cells, free)):
    here = [(s - first, t, w) for s, t, w in net["synapses"] if first <= s < first + group.N]
    synapses = b.Synapses(group, cells, "w : 1", on_pre="v_post += w")
    source, target, weight = zip(*here)
    synapses.connect(i=list(source), j=list(target)); synapses.w = list(weight)
    made.append(synapses)
counts = b.SpikeMonitor(cells, record=False)
whole = b.Network(noise, cells, *made, counts)
whole.run(ticks * b.ms)
b.device.build(directory=sys.argv[3], compile=True, run=False)
b.device.run(sys.argv[3], with_output=False, run_args=[])
print("RESULT", b.device._last_run_time, float(np.mean(counts.count) / ticks))
"""


def brian2(net: Net, folder: Path) -> Callable[[], float] | None:
    """Return what measures Brian2; its mean rate must be psychon's."""
    python = os.environ.get("BRIAN2_PYTHON", sys.executable)
    found = subprocess.run([python, "-c", "import brian2"], capture_output=True, check=False)
    if found.returncode:
        return None
    program, rows = net.program, len(net.afferents)
    told = {
        "neurons": NEURONS, "afferents": rows, "rate": RATE,
        "thresholds": program.thresholds[rows:].tolist(),
        "synapses": np.stack([program.source, program.target - rows, program.weight]).T.tolist(),
    }  # fmt: skip
    (folder / "net.json").write_text(json.dumps(told))
    (folder / "run.py").write_text(BRIAN)
    ticks = 10_000
    expected = simulate(net, ticks, 64, RATE).counts.totals()[rows:].mean() / ticks

    def measure() -> float:
        work = [python, "run.py", "net.json", str(ticks), "brian"]
        said = subprocess.run(work, cwd=folder, capture_output=True, text=True, check=True).stdout
        match = re.search(r"RESULT (\S+) (\S+)", said)
        assert match is not None
        if abs(float(match[2]) - expected) > 0.02 * expected:
            raise SystemExit(f"Brian2's rate is {match[2]}, psychon's {expected}")
        return NEURONS * ticks / float(match[1])

    return measure


def torch(net: Net) -> Callable[[], float] | None:
    """Return what measures torch."""
    if find_spec("torch") is None:
        return None
    import torch as t

    t.set_num_threads(1)
    program, rows, runs, ticks = net.program, len(net.afferents), 512, 50
    weights = t.sparse_coo_tensor(
        np.stack([program.target - rows, program.source]), program.weight.astype(np.float32),
        (NEURONS, NEURONS + rows),
    ).to_sparse_csr()  # fmt: skip
    theta = t.tensor(program.thresholds[rows:, None].astype(np.float32))
    given = (t.rand(ticks, rows, runs) < RATE).float()

    def measure() -> float:
        state = t.zeros(NEURONS + rows, runs)
        started = time.process_time()
        for now in given:
            state[rows:] = (weights @ state >= theta).float()
            state[:rows] = now
        assert state.any()
        return NEURONS * runs * ticks / (time.process_time() - started)

    return measure


def main() -> int:
    """Return the exit code: 3 where no other simulator is installed."""
    parser = argparse.ArgumentParser(description="Other simulators on the net of bench/sim.py.")
    parser.add_argument("--noisy", action="store_true", help="a tenth as many afferents as neurons")
    noisy = parser.parse_args().noisy
    net, _ = wiring(NEURONS, NEURONS // (10 if noisy else 100))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peers = {
            "ABC": abc(net, folder),
            "Verilator": verilator(net, folder),
            "Brian2": brian2(net, folder),
            "torch CSR": torch(net),
        }
        jobs: dict[str, Callable[[], float]] = {}
        for peer, job in peers.items():
            if job is None:
                print(f"absent: {peer}")
            else:
                jobs |= job if isinstance(job, dict) else {peer: job}
        if not jobs:
            return ABSENT
        measure = ours(net)
        best = dict.fromkeys(["psychon", *jobs], 0.0)
        for _ in range(ROUNDS):
            for label, job in {"psychon": measure, **jobs}.items():
                best[label] = max(best[label], job())
    print(f"{NEURONS} neurons of fan-in {FAN_IN}, {len(net.afferents)} afferents, p = {RATE}:"
          " updates of neurons a second")  # fmt: skip
    for label, rate in best.items():
        goal = next((f" (goal: {g})" for peer, g in GOALS.items() if label.startswith(peer)), "")
        ratio = (
            ""
            if label == "psychon"
            else f"   psychon / {label} = {best['psychon'] / rate:.4g}{goal}"
        )
        print(f"  {label:16s}{rate:10.3g}{ratio}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
