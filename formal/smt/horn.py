"""Z3's Spacer: an invariant that solves constrained Horn clauses over Booleans."""

from typing import NamedTuple

import z3


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


def solve(clauses: str, variables: int) -> Found:
    """Solve Horn clauses; this may take long, and memory: do it in a process that can be killed.

    Args:
        clauses: SMT-LIB 2 that declares ``inv`` over ``variables`` Booleans.
    """
    context = z3.Context()
    for name in ("inline_eager", "inline_linear", "slice"):
        z3.set_param(f"fp.xform.{name}", False)  # fewer quantifiers in what it finds
    solver = z3.SolverFor("HORN", ctx=context)
    try:
        solver.from_string(clauses)
        status = str(solver.check())
    except z3.Z3Exception as error:
        return Found("unknown", "", f"Spacer: {error}")
    if status == "unknown":
        return Found(status, "", f"Spacer: {solver.reason_unknown()}")
    if status == "unsat":
        return Found(status, "", "")
    model = solver.model()
    inv = next((d for d in model.decls() if d.name() == "inv"), None)
    if inv is None:
        return Found(status, "true", "")
    places = [z3.Bool(f"x{k}", context) for k in range(variables)]
    plain = z3.Tactic("qe", ctx=context).apply(model.eval(inv(*places))).as_expr()
    return Found(status, _written(plain), "")


def _written(term: z3.ExprRef) -> str:
    """Write a term in SMT-LIB 2 with no ``let`` and no ``ite``."""
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
