"""Decide the same questions by cvc5 over bit-vector sums, by an encoding of its own."""

import cvc5.pythonic as cvc5

from psychon.formal.formula.expr import Formula
from psychon.formal.formula.kinds import Kind
from psychon.formal.net.model import Net

WIDTH = 16


class Judge:
    """What fires and holds at each tick from the start, as far as it is asked for."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.fired: dict[tuple[str, int], cvc5.BoolRef] = {}
        self.held: dict[tuple[Formula, int], cvc5.BoolRef] = {}

    def fires(self, name: str, t: int) -> cvc5.BoolRef:
        """Return whether a neuron fires."""
        if (name, t) not in self.fired:
            threshold = self.net.threshold(name)
            if threshold is None:
                term = cvc5.Bool(f"{name}@{t}")
            elif t == 0:
                term = cvc5.BoolVal(name in self.net.initial)
            else:
                total, blocked = number(0), cvc5.BoolVal(False)
                for synapse in self.net.incoming(name):
                    if t >= synapse.delay:
                        active = self.fires(synapse.source, t - synapse.delay)
                        if synapse.weight is None:
                            blocked = cvc5.Or(blocked, active)
                        else:
                            total = total + cvc5.If(active, number(synapse.weight), number(0))
                term = cvc5.And(total >= number(threshold), cvc5.Not(blocked))
            self.fired[name, t] = term
        return self.fired[name, t]

    def holds(self, formula: Formula, t: int) -> cvc5.BoolRef:
        """Return whether a formula holds."""
        if t < 0:
            return cvc5.BoolVal(False)
        if (formula, t) not in self.held:
            args = [self.holds(arg, t - formula.ticks) for arg in formula.args]
            kind = formula.kind
            self.held[formula, t] = (
                self.fires(formula.name, t) if kind is Kind.ATOM
                else args[0] if kind is Kind.S
                else cvc5.Not(args[0]) if kind is Kind.NOT
                else cvc5.And(*args) if kind is Kind.AND
                else cvc5.Or(*args) if kind is Kind.OR
                else cvc5.Implies(*args) if kind is Kind.IMPLIES
                else args[0] == args[1] if kind is Kind.IFF
                else cvc5.BoolVal(kind is Kind.TRUE or (kind is Kind.ORIGIN and t == 0))
            )  # fmt: skip
        return self.held[formula, t]


def number(value: int) -> cvc5.BitVecRef:
    """Return a signed constant."""
    return cvc5.BitVecVal(value % 2**WIDTH, WIDTH)


def refutable(net: Net, claim: Formula, ticks: list[int]) -> bool:
    """Say whether some input violates ``claim`` at one of ``ticks``."""
    judge = Judge(net)
    solver = cvc5.SolverFor("QF_BV")
    solver.add(cvc5.Or(*(cvc5.Not(judge.holds(claim, t)) for t in ticks), cvc5.BoolVal(False)))
    result = solver.check()
    assert result in (cvc5.sat, cvc5.unsat)
    return bool(result == cvc5.sat)
