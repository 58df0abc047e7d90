"""Z3's Spacer in a process of its own, which can be killed: ``python -m psychon.formal.smt.horn``.

It reads constrained Horn clauses over one relation ``inv`` of Boolean arguments, and prints one
line of JSON: {"status": "sat" | "unsat" | "unknown", "invariant": text over x0, x1, ..., "reason"}.
"""

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import z3

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
        lost = f"killed by signal {-done.returncode}" if done.returncode < 0 else done.stderr[-200:]
        return Found("unknown", "", f"Spacer's process ended without an answer ({lost})")


def main() -> None:
    """Answer on stdout."""
    import resource

    import z3

    limit = MEMORY_MB * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for name in ("inline_eager", "inline_linear", "slice"):
        z3.set_param(f"fp.xform.{name}", False)  # fewer quantifiers in what it finds
    solver = z3.SolverFor("HORN")
    status, invariant, reason = "unknown", "", ""
    try:
        solver.from_string(sys.stdin.read())
        status = str(solver.check())
    except z3.Z3Exception as error:
        reason = f"Spacer: {error}"
    if status == "sat":
        model = solver.model()
        inv = next((d for d in model.decls() if d.name() == "inv"), None)
        places = [z3.Bool(f"x{k}") for k in range(int(sys.argv[1]))]
        if inv is None:
            invariant = "true"
        else:
            plain = z3.Tactic("qe").apply(model.eval(inv(*places))).as_expr()
            invariant = _written(plain)
    elif status == "unknown":
        reason = reason or f"Spacer: {solver.reason_unknown()}"
    sys.stdout.write(json.dumps({"status": status, "invariant": invariant, "reason": reason}))


def _written(term: "z3.ExprRef") -> str:
    """Write a term in SMT-LIB 2 with no ``let`` and no ``ite``."""
    import z3

    signs = {
        z3.Z3_OP_AND: "(and {})", z3.Z3_OP_OR: "(or {})", z3.Z3_OP_NOT: "(not {})",
        z3.Z3_OP_IMPLIES: "(=> {})", z3.Z3_OP_EQ: "(= {})", z3.Z3_OP_IFF: "(= {})",
        z3.Z3_OP_XOR: "(not (= {}))", z3.Z3_OP_DISTINCT: "(not (= {}))",
        z3.Z3_OP_ITE: "(and (=> {0} {1}) (or {0} {2}))",
    }  # fmt: skip
    done: dict[int, str] = {}
    stack = [term]
    while stack:
        node = stack[-1]
        waiting = [arg for arg in node.children() if arg.get_id() not in done]
        stack += waiting
        if waiting:
            continue
        stack.pop()
        args = [done[arg.get_id()] for arg in node.children()]
        pattern = signs[node.decl().kind()] if args else str(node.decl().name())
        done[node.get_id()] = pattern.format(*args if "{0}" in pattern else [" ".join(args)])
    return done[term.get_id()]


if __name__ == "__main__":
    main()
