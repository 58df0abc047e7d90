"""Build the documentation cold, warm, and without checks: a warm build may add 10%.

Each time all pages are read and written anew. Cold, every claim is checked; warm, what was found
is read back; without checks, it is handed over in memory. Warm and unchecked builds take turns, and
the ratio is that of their medians.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
ROUNDS: Final = 5
GOAL: Final = 1.10

CHILD: Final = """
import sys, time
from pathlib import Path
from sphinx.cmd.build import main
from psychon.proofs.interfaces.sphinx_ext import build
from psychon.proofs.interfaces.sphinx_ext.findings import findings

source, out, unchecked = sys.argv[1:]
doctrees = Path(out) / "doctrees"
if unchecked == "unchecked":
    kept = findings(["psychon.proofs.claims"], doctrees)
    build.findings = lambda *_: kept
start = time.perf_counter()
code = main(["-q", "-W", "-E", "-a", "-d", str(doctrees), source, str(Path(out) / "html")])
print(code, time.perf_counter() - start)
"""


def built(folder: str, kind: str) -> float:
    """Build in a process of its own and return the seconds that took."""
    command = [sys.executable, "-c", CHILD, str(ROOT / "docs"), folder, kind]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    code, seconds = done.stdout.split()[-2:]
    if code != "0":
        raise SystemExit(f"the documentation does not build: {done.stderr}")
    return float(seconds)


def main() -> int:
    """Print the seconds and the ratio; return 1 where it misses the goal."""
    with tempfile.TemporaryDirectory() as folder:
        cold = built(folder, "checked")
        pairs = [(built(folder, "checked"), built(folder, "unchecked")) for _ in range(ROUNDS)]
    warm, unchecked = (median(times) for times in zip(*pairs, strict=True))
    ratio = warm / unchecked
    print(f"cold {cold:.1f} s, warm {warm:.2f} s, without checks {unchecked:.2f} s")
    print(f"a warm build takes {ratio:.3f} of one without checks (goal {GOAL})")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
