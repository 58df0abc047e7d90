"""Z3's Spacer in a process of its own, which can be killed: ``python -m psychon.formal.smt.horn``.

It reads constrained Horn clauses over one relation ``inv`` of Boolean arguments, and prints one
line of JSON: {"status": "sat" | "unsat" | "unknown", "invariant": text over x0, x1, ..., "reason"}.
"""

import json
import subprocess
import sys
from typing import Final, NamedTuple

MEMORY_MB: Final = 2048
"""What the process may take, in MiB."""

SECONDS: Final = 20
"""After this many seconds it is killed; what it had found is lost."""


class Found(NamedTuple):
    """What Spacer says.

    Args:
        status: "sat" if some invariant solves the clauses, "unsat" if none does.
        invariant: SMT-LIB 2 over x0, x1, ...; empty unless sat.
        reason: why it is unknown.
    """

    status: str
    invariant: str
    reason: str


def solve(clauses: str, variables: int, seconds: float = SECONDS) -> Found:
    """Solve Horn clauses in a child process.

    Args:
        clauses: SMT-LIB 2 that declares ``inv`` over ``variables`` Booleans.
        seconds: after which the child is killed.
    """
    command = [sys.executable, "-m", __name__, str(variables)]
    try:
        done = subprocess.run(  # noqa: S603 - this module itself
            command, input=clauses, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return Found("unknown", "", f"Spacer was stopped after {seconds:g} s")
    try:
        return Found(**json.loads(done.stdout))
    except (ValueError, TypeError):
        lost = f"exit code {done.returncode}" if done.returncode >= 0 else "killed"
        return Found("unknown", "", f"Spacer's process ended without an answer ({lost})")


def main() -> None:
    """Answer on stdout."""
    import resource

    import z3

    limit = MEMORY_MB * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    z3.set_param("pp.min_alias_size", 10**9)
    z3.set_param("pp.max_depth", 10**9)
    solver = z3.SolverFor("HORN")
    solver.from_string(sys.stdin.read())
    status, invariant, reason = str(solver.check()), "", ""
    if status == "sat":
        model = solver.model()
        inv = next((d for d in model.decls() if d.name() == "inv"), None)
        places = [z3.Bool(f"x{k}") for k in range(int(sys.argv[1]))]
        invariant = "true" if inv is None else model.eval(inv(*places), True).sexpr()
    elif status == "unknown":
        reason = f"Spacer: {solver.reason_unknown()}"
    sys.stdout.write(json.dumps({"status": status, "invariant": invariant, "reason": reason}))


if __name__ == "__main__":
    main()
