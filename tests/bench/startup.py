"""Measure the start of ``psychon --help`` from a wheel against bare Python, taking turns.

It builds the wheel and installs it with click alone into a fresh virtual environment.
"""

import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 25


def main() -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        venv.create(home / "venv", with_pip=True)
        python = home / "venv" / "bin" / "python"
        wheel = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"]
        subprocess.run([*wheel, "-w", str(home), str(ROOT)], check=True)
        install = [str(python), "-m", "pip", "install", "-q"]
        package = str(next(home.glob("*.whl")))
        subprocess.run([*install, "--no-deps", package], check=True)
        subprocess.run([*install, "click>=8.1"], check=True)
        commands = {
            "bare": [str(python), "-c", "pass"],
            "help": [str(home / "venv" / "bin" / "psychon"), "--help"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS + 2):
            for name, command in commands.items():
                started = time.perf_counter()
                subprocess.run(command, cwd=home, check=True, capture_output=True)
                times[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(values[2:]) for name, values in times.items()}
    print(f"median of {ROUNDS}: bare Python {1000 * medians['bare']:.1f} ms,", end=" ")
    print(f"psychon --help {1000 * medians['help']:.1f} ms")
    print(f"ratio: {medians['help'] / medians['bare']:.2f} (goal: 5 at most)")


if __name__ == "__main__":
    main()
