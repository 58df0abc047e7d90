"""Rates of nets as polynomials, decided by counting all inputs on the reference meaning."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from math import comb
from typing import ClassVar, Final

from ...formal.formula.fold import postorder, s_depth
from ...formal.formula.kinds import Kind
from ...formal.net.model import Net
from ...formal.net.tick import run
from ...formal.probability.polynomial import Polynomial
from ...formal.translate.solve import solve
from ..derivation.mutants import Change, changes
from ..derivation.step import Context, Outcome, Reason, Step, unfit

BITS: Final = 12
"""Up to so many inputs (afferents times ticks) are all counted."""


@dataclass(frozen=True)
class RateIs:
    """A neuron fires with this probability, late after the start, as a polynomial in the rates.

    Its afferents fire independently of each other and of what they did before.
    """

    net: Net
    neuron: str
    rate: Polynomial
    about: str = ""
    equality: ClassVar[bool] = True

    def __str__(self) -> str:
        said = f"P({self.neuron}) = {self.rate}"
        return f"{self.about}: {said}" if self.about else said


@changes.register
def _(statement: RateIs) -> Iterator[Change]:
    terms = dict(statement.rate.terms)
    for powers, number in terms.items():
        rest = {key: value for key, value in terms.items() if key != powers}
        changed = [(powers, number + 1), (powers, number - 1), (powers, -number)]
        for k, (name, power) in enumerate(powers):
            more = (*powers[:k], (name, power + 1), *powers[k + 1 :])
            changed.append((more, number))
        for key, value in changed:
            made = {k: v for k, v in (rest | {key: rest.get(key, 0) + value}).items() if v}
            rate = Polynomial(made)
            yield Change(f"{rate}", replace(statement, rate=rate), "equivalent")


@dataclass(frozen=True)
class Counting(Reason):
    """Decides a ``RateIs``: runs the net on every input of its window and counts.

    The inputs of one number of firings for each afferent are equally likely, so that the counts
    are the polynomial, with whole coefficients and without any value of a rate.
    """

    name: ClassVar[str] = "counting"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Count, and compare the polynomials."""
        said = step.statement
        if not isinstance(said, RateIs):
            return unfit(step)
        solution = solve(said.net, [said.neuron])
        formula = solution[said.neuron]
        if not set(formula.atoms) <= set(said.net.afferents):
            return Outcome("unknown", f"{said.neuron} depends on a cycle")
        # one tick more where the start is seen: a rate is that of later ticks
        started = any(node.kind is Kind.ORIGIN for node in postorder(formula))
        ticks = s_depth(formula) + 1 + started
        size = len(formula.atoms) * ticks
        if size > BITS:
            return Outcome("unknown", f"2^{size} inputs are more than 2^{BITS}")
        found = counted(said.net, said.neuron, formula.atoms, ticks)
        detail = f"all 2^{size} inputs of {ticks} ticks run on the reference meaning"
        if found == said.rate:
            return Outcome("proved", detail, "proof")
        return Outcome("refuted", f"{detail}: it is {found}", "residue")


@lru_cache(64)
def counted(net: Net, neuron: str, afferents: tuple[str, ...], ticks: int) -> Polynomial:
    """Return the polynomial by which a neuron fires at the last of some ticks."""
    counts: dict[tuple[int, ...], int] = {}
    places = [(name, t) for name in afferents for t in range(ticks)]
    for bits in product((0, 1), repeat=len(places)):
        firing = [place for place, bit in zip(places, bits, strict=True) if bit]
        inputs = [{name for name, at in firing if at == t} for t in range(ticks)]
        if neuron in run(net, inputs)[-1]:
            key = tuple(sum(name == other for other, _ in firing) for name in afferents)
            counts[key] = counts.get(key, 0) + 1
    total = Polynomial.number(0)
    for key, count in counts.items():
        term = Polynomial.number(count)
        for name, fired in zip(afferents, key, strict=True):
            term *= _share(name, fired, ticks - fired)
        total += term
    return total


def _share(name: str, fired: int, silent: int) -> Polynomial:
    """Return r^fired (1 - r)^silent."""
    powers = ((((name, fired + k),) if fired + k else (), (-1) ** k * comb(silent, k)) for k in (
        range(silent + 1)))  # fmt: skip
    return Polynomial(dict(powers))
