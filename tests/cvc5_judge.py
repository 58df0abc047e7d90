"""Decide the same questions by cvc5 over 64-bit sums, by an encoding of its own."""

import cvc5.pythonic as cvc5

from psychon.formal.formula.expr import Formula
from psychon.formal.formula.kinds import Kind
from psychon.formal.net.model import Net


def refutable(net: Net, claim: Formula, ticks: int) -> bool:
    """Say whether some input violates ``claim`` at one of the first ``ticks`` ticks."""
    fired: dict[tuple[str, int], cvc5.BoolRef] = {}
    solver = cvc5.Solver()
    for t in range(ticks):
        for name in net.names:
            fired[name, t] = cvc5.Bool(f"{name}@{t}")
    for t in range(ticks):
        for name in net.neurons:
            if t == 0:
                solver.add(fired[name, t] == cvc5.BoolVal(name in net.initial))
                continue
            total, blocked = cvc5.BitVecVal(0, 32), cvc5.BoolVal(False)
            for synapse in net.incoming(name):
                if t >= synapse.delay:
                    active = fired[synapse.source, t - synapse.delay]
                    if synapse.weight is None:
                        blocked = cvc5.Or(blocked, active)
                    else:
                        weight = cvc5.BitVecVal(synapse.weight % 2**32, 32)
                        total = total + cvc5.If(active, weight, cvc5.BitVecVal(0, 32))
            threshold = cvc5.BitVecVal(net.threshold(name) or 0, 32)
            solver.add(fired[name, t] == cvc5.And(total >= threshold, cvc5.Not(blocked)))
    memo: dict[tuple[Formula, int], cvc5.BoolRef] = {}

    def holds(formula: Formula, t: int) -> cvc5.BoolRef:
        if t < 0:
            return cvc5.BoolVal(False)
        if (formula, t) not in memo:
            args = [holds(arg, t - formula.ticks) for arg in formula.args]
            kind = formula.kind
            memo[formula, t] = (
                fired[formula.name, t] if kind is Kind.ATOM
                else args[0] if kind is Kind.S
                else cvc5.Not(args[0]) if kind is Kind.NOT
                else cvc5.And(*args) if kind is Kind.AND
                else cvc5.Or(*args) if kind is Kind.OR
                else cvc5.Implies(*args) if kind is Kind.IMPLIES
                else args[0] == args[1] if kind is Kind.IFF
                else cvc5.BoolVal(kind is Kind.TRUE or (kind is Kind.ORIGIN and t == 0))
            )  # fmt: skip
        return memo[formula, t]

    solver.add(cvc5.Or(*(cvc5.Not(holds(claim, t)) for t in range(ticks)), cvc5.BoolVal(False)))
    result = solver.check()
    assert result in (cvc5.sat, cvc5.unsat)
    return bool(result == cvc5.sat)
