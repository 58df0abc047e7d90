"""Ask berkeley-abc what psychon asks itself: random nets, and the benchmark's questions.

    python tests/peers/hardware.py [NETS]

Each question is written as an AIGER file; ``pdr`` and ``dprove`` decide it. Verdicts must be equal.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.cycles import questions  # noqa: E402
from random_nets import random_formula, random_net  # noqa: E402

from psychon.formal.aiger.circuit import circuit  # noqa: E402
from psychon.formal.formula.expr import Formula  # noqa: E402
from psychon.formal.formula.parse import Property  # noqa: E402
from psychon.formal.net.model import Net  # noqa: E402
from psychon.formal.verify.decide import verify  # noqa: E402

ABSENT: Final = 3
SECONDS: Final = 60


def judged(file: Path, method: str) -> tuple[str, float]:
    """Return ABC's verdict and its seconds, reading the file included."""
    start = time.perf_counter()
    try:
        said = subprocess.run(
            ["berkeley-abc", "-c", f"read_aiger {file}; {method}"],
            capture_output=True, text=True, timeout=SECONDS, check=False,
        ).stdout  # fmt: skip
    except subprocess.TimeoutExpired:
        said = "timeout"
    took = time.perf_counter() - start
    if re.search(r"Property proved|Networks are equivalent|is UNSATISFIABLE|successfully", said):
        return "proved", took
    if re.search(r"was asserted|Networks are NOT EQUIVALENT|is SATISFIABLE", said):
        return "refuted", took
    return "unknown", took


def random_questions(wanted: int) -> int:
    """Compare verdicts about random nets; return how many differ."""
    rng = np.random.default_rng(0)
    differ = 0
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "question.aig"
        for k in range(wanted):
            net = random_net(
                rng, afferents=3, neurons=6, max_delay=2, cycles=True, initial=True, max_weight=4
            )
            claim = random_formula(rng, list(net.names), past=True)
            if k % 2:
                claim = claim >> random_formula(rng, list(net.names), past=True)
            ours = verify(net, Property(None, claim)).status
            file.write_bytes(circuit(net, [claim]).binary())
            theirs, _ = judged(file, "pdr")
            counts[ours] = counts.get(ours, 0) + 1
            if ours != theirs:
                differ += 1
                print(f"net {k}: psychon {ours}, ABC {theirs}: always {claim}")
    print(f"{wanted} random nets: {counts}; ABC's pdr says otherwise of {differ}")
    return differ


def timed(questions: Sequence[tuple[str, Net, Formula, float, str]]) -> int:
    """Print seconds of psychon beside ABC's; return how many verdicts differ."""
    differ = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "question.aig"
        for name, net, claim, ours, status in questions:
            file.write_bytes(circuit(net, [claim]).binary())
            line = f"{name:34} psychon {status:8} {ours:6.2f} s"
            for method in ("pdr", "dprove"):
                theirs, took = judged(file, method)
                line += f"; {method} {theirs:8} {took:6.2f} s, {took / ours:.2g} times as long"
                differ += theirs not in (status, "unknown")
            print(line, flush=True)
    return differ


def main(wanted: int) -> int:
    """Return the exit code: 3 without ABC, 1 if a verdict differs."""
    if shutil.which("berkeley-abc") is None:
        print("absent: berkeley-abc")
        return ABSENT
    rows = []
    for name, net, claim, ask in questions():
        start = time.perf_counter()
        status = ask().status
        rows.append((name, net, claim, time.perf_counter() - start, status))
    return int(bool(timed(rows) + random_questions(wanted)))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
