"""A question as constrained Horn clauses for Z3's Spacer, and what comes back as an invariant."""

import re

import z3

from ..errors import BudgetError
from ..smt.encode import Value, both, either, negate
from ..smt.horn import solve
from .search import OutOfBudget, Search
from .system import Frame, Key, System, label
from .verdict import Verdict


class Spacer(Search):
    """One question, to be decided by an invariant that Spacer finds."""

    method = "Spacer, Z3"

    def decide(self) -> Verdict:
        """Return the verdict; a run that Spacer says there is stays to be found by search."""
        found = solve(clauses(self.system), len(variables(self.system)))
        if found.status != "sat":
            return self.unknown(found.reason or "Spacer says that a run refutes it, and shows none")
        try:
            if self.ask([fails(self.system, found.invariant)]).status == "sat":
                return self.unknown("Spacer's invariant is none")  # Z3 has had wrong models
            invariant = labelled(self.system, found.invariant)
            return self.proved(
                invariant, 0, self.method, "it holds by an invariant that Spacer found"
            )
        except (OutOfBudget, BudgetError) as error:
            return self.unknown(f"Spacer's invariant was not checked: {error}")


def labelled(system: System, invariant: str) -> str:
    """Return an invariant over x0, x1, ... with the names that certificates use."""
    keys = variables(system)
    return re.sub(r"\bx(\d+)\b", lambda x: f"|{label(keys[int(x[1])])}|", invariant)


def fails(system: System, invariant: str) -> Value:
    """Return where one over x0, x1, ... does not hold at first, last, or imply the claim."""
    context = system.context
    places = [z3.Bool(f"x{k}", context) for k in range(len(variables(system)))]
    names = {str(place): place for place in places}
    (term,) = z3.parse_smt2_string(f"(assert {invariant})", decls=names, ctx=context)

    def at(frame: Frame) -> Value:
        values = [_term(frame.state[key], context) for key in variables(system)]
        held: z3.BoolRef = z3.substitute(term, *zip(places, values, strict=True))
        return held

    start, first = system.start(), system.anywhere()
    second = system.after(first, 1)
    breaks = either([
        negate(first.holds(system.problem.claim)),
        both([system.assumed(second), negate(at(second))]),
    ])  # fmt: skip
    return either([
        both([system.assumed(start), negate(at(start))]),
        both([at(first), system.assumed(first), breaks]),
    ])  # fmt: skip


def variables(system: System) -> list[Key]:
    """List what an invariant may speak of: the variables that are no input."""
    return [key for key in system.keys if key not in system.inputs]


def clauses(system: System) -> str:
    """Write the question as Horn clauses over ``inv``, in SMT-LIB 2."""
    context, keys = system.context, variables(system)
    inv = z3.Function("inv", *[z3.BoolSort(context)] * len(keys), z3.BoolSort(context))

    def clause(given: list[Value], then: z3.BoolRef) -> z3.BoolRef:
        body = z3.Implies(_term(both(given), context), then)
        free = [c for c in _constants(body) if c.decl().name() != "inv"]
        return z3.ForAll(free, body) if free else body

    start, first = system.start(), system.anywhere()
    second = system.after(first, 1)

    def at(frame: Frame) -> z3.BoolRef:
        return inv(*(_term(frame.state[key], context) for key in keys))

    here = [at(first), system.assumed(first)] if keys else [system.assumed(first)]
    rules = [
        clause([system.assumed(start)], at(start)),
        clause([*here, system.assumed(second)], at(second)),
        clause([*here, negate(first.holds(system.problem.claim))], z3.BoolVal(False, context)),
    ]
    solver = z3.SolverFor("HORN", ctx=context)
    solver.add(*rules)
    return str(solver.to_smt2())


def _term(value: Value, context: z3.Context) -> z3.BoolRef:
    return z3.BoolVal(value, context) if isinstance(value, bool) else value


def _constants(term: z3.ExprRef) -> list[z3.BoolRef]:
    found: dict[str, z3.BoolRef] = {}
    stack, done = [term], set()
    while stack:
        node = stack.pop()
        if node.get_id() in done:
            continue
        done.add(node.get_id())
        if z3.is_const(node) and node.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            found[str(node.decl().name())] = node
        stack += node.children()
    return list(found.values())
