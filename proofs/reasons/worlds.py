"""Finite worlds in which a statement can be seen to fail: numbers, sequences, few outcomes.

Thousands of worlds are tried at once on floats. All their numbers are dyadic, so that sums and
products are exact; what seems to fail is evaluated once more on fractions.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import Any, Final

import numpy as np
import sympy
from numpy.typing import NDArray

from ...formal.errors import InputError
from ..derivation.chance import Chance, ChanceBase, Defined, E, Indicator, random, unfolded
from ..derivation.statements import Valid
from ..derivation.step import Outcome
from ..derivation.terms import truth
from . import tables
from .domain import undefined
from .facts import captured, everywhere, fixed
from .world import NoValueError, UndefinedError, World

WORLDS: Final = 6000
"""How many worlds are looked at."""

OUTCOMES: Final = 8
LENGTH: Final = 3
"""The longest sequence."""

CONFIRMED: Final = 12
"""How many worlds that seem to refute are evaluated exactly."""

Floats = NDArray[np.float64]

_REALS: Final = (0, 1, 0.5, 2, -1, 0.25, 0.375, 0.75, 0.875, 1.125, 1.5, 1.75, 3, -0.5, -2, 7)
_INTEGERS: Final = (1, 2, 3, 0, -1, 4)
_LENGTHS: Final = (-2, -1, *range(LENGTH + 1), *range(LENGTH + 1), *range(LENGTH + 1))
"""What sums run up to, most often to some element."""
_CHANCES: Final = (0.5, 0.25, 0.125, 0.875, 0, 1)
_RANGES: Final = ((0, 1), (0, 1), (0, 1), (0, 2), (-1, 1), (0, 0.5), (0.5, 1), (-2, 0))
_WEIGHTS: Final = (0.5, 0.25, 0.125, 0.125, 0, 0, 0, 0)


def weighed(said: Valid, prove: Callable[[], Outcome]) -> Outcome:
    """Return a world that refutes a statement, or else the outcome of a proof."""
    found = counterexample(said)
    if found is not None:
        return found
    if said.conclusion is sympy.true:
        return Outcome("proved", "both sides are the same", "proof")
    if problem := hidden(said):
        return problem
    try:
        return prove()
    except InputError as error:
        return Outcome("unknown", str(error))


def hidden(said: Valid) -> Outcome | None:
    """Return what speaks against any proof of a statement: it is about what seems to be absent.

    An abbreviation may have no value, and a hypothesis for every index be about one.
    """
    if held := fixed(said):
        detail = f"a hypothesis for every {held[0]} stands beside one about it"
        return Outcome("unknown", detail)
    if twice := captured(said):
        return Outcome("unknown", f"{twice[0]} is free, and runs as well")
    short = sorted(said.conclusion.atoms(Defined), key=str)
    return undefined(tuple(short), said.hypotheses, ranges=False)


def counterexample(said: Valid) -> Outcome | None:
    """Return a world where the hypotheses hold and the conclusion does not, if one is met.

    A conclusion that has no value there, because something is divided by 0, does not hold.
    """
    if tables.tabled(said):
        return tables.counterexample(said)
    worlds = _Worlds(said)
    try:
        for k in worlds.suspects()[:CONFIRMED]:
            world = worlds.exact(int(k))
            if worlds.admits(world):
                try:
                    if worlds.surely(world, said.conclusion):
                        continue
                    detail = f"false where {world}"
                except UndefinedError as error:
                    detail = f"undefined where {world}: {error}"
                return Outcome("refuted", detail, "model")
    except NoValueError:
        return None
    return None


class _Worlds:
    """Many worlds for one statement, as arrays [worlds], [worlds, outcomes], ..."""

    def __init__(self, said: Valid) -> None:
        self.said = said
        terms = [unfolded(term) for term in (*said.hypotheses, said.conclusion)]
        symbols: set[sympy.Symbol] = set().union(*(term.atoms(sympy.Symbol) for term in terms))
        bases = {at.base for term in terms for at in term.atoms(sympy.Indexed)}
        sums = [total for term in terms for total in term.atoms(sympy.Sum)]
        self.lengths = {total.limits[0][2] for total in sums} & symbols
        bound = {total.limits[0][0] for total in sums} | {base.label for base in bases}
        places = {i for h in said.hypotheses for i in self.everywhere(h)}
        chooser = np.random.Generator(np.random.Philox(1))
        self.chances, law = _laws(chooser)
        long = chooser.choice(_LENGTHS, WORLDS).astype(float)
        self.values: dict[sympy.Basic, Floats] = dict.fromkeys(self.lengths, long[:, None])
        self.long = long if self.lengths else np.full(WORLDS, float(LENGTH))
        for symbol in sorted(symbols - bound - places - self.lengths, key=str):
            grid = (0, 1) if truth(symbol) else _INTEGERS if symbol.is_integer else _REALS
            width = OUTCOMES if isinstance(symbol, Chance) else 1
            self.values[symbol] = chooser.choice(grid, (WORLDS, width)).astype(float)
        for k, base in enumerate(sorted(bases, key=str)):
            if not isinstance(base, ChanceBase):
                self.values[base] = chooser.choice(_REALS, (WORLDS, 1, LENGTH)).astype(float)
            else:  # a second sequence is as random as the first, and depends on it
                self.values[base] = law if k == 0 else law[:, ::-1]
        with np.errstate(all="ignore"):
            for hypothesis in self.said.hypotheses:
                self._list(hypothesis, chooser)
                self._bound(hypothesis)
            self._obey()

    def everywhere(self, term: sympy.Basic) -> list[sympy.Symbol]:
        """List the indices that a hypothesis speaks of and the conclusion does not: for all."""
        return [] if term is self.said.conclusion else everywhere(term, self.said)

    def suspects(self) -> NDArray[np.int64]:
        """Return the worlds that seem to refute the statement."""
        with np.errstate(all="ignore"):
            given = np.ones(WORLDS, bool)
            for hypothesis in self.said.hypotheses:
                given &= self._holds(hypothesis)
            return np.flatnonzero(given & ~self._holds(self.said.conclusion))

    def _holds(self, term: sympy.Basic) -> NDArray[np.bool_]:
        indices, held = self.everywhere(term), np.ones(WORLDS, bool)
        for choice in product(range(1, LENGTH + 1), repeat=len(indices)):
            inside = np.all([self.long >= place for place in choice], axis=0)
            self.values |= {
                i: np.full((1, 1), float(k)) for i, k in zip(indices, choice, strict=True)
            }
            seen = self._value(term).astype(bool) | ~(self.chances > 0)
            held &= seen.all(axis=1) | ~inside
        return held

    def _list(self, hypothesis: sympy.Basic, chooser: np.random.Generator) -> None:
        """Give a symbol, or the elements of a sequence, the values that a hypothesis lists."""
        cases = hypothesis.args if isinstance(hypothesis, sympy.Or) else ()
        if not cases or not all(isinstance(case, sympy.Eq) for case in cases):
            return
        (at, *others), values = {case.lhs for case in cases}, [case.rhs for case in cases]
        listed = all(isinstance(value, sympy.Rational) for value in values)
        key = at.base if isinstance(at, sympy.Indexed) else at
        if listed and not others and key in self.values and not isinstance(key, ChanceBase):
            chosen = chooser.choice([float(v) for v in values], self.values[key].shape)
            self.values[key] = chosen

    def _bound(self, hypothesis: sympy.Basic) -> None:
        """Move the elements of a sequence to a bound that they pass."""
        if not isinstance(hypothesis, sympy.Le | sympy.Ge) or random(hypothesis):
            return
        at, bound = hypothesis.args
        upper = isinstance(hypothesis, sympy.Le)
        if not isinstance(at, sympy.Indexed):
            at, bound, upper = bound, at, not upper
        if not isinstance(at, sympy.Indexed) or self.everywhere(hypothesis) != list(at.indices):
            return
        elements = self.values[at.base].copy()
        for place in range(1, LENGTH + 1):
            self.values[at.indices[0]] = np.full((1, 1), float(place))
            end = np.broadcast_to(self._value(bound), (WORLDS, 1))
            obeyed = (np.minimum if upper else np.maximum)(elements[:, :, place - 1], end)
            elements[:, :, place - 1] = obeyed
        self.values[at.base] = elements

    def _obey(self) -> None:
        """Give what a hypothesis bounds or equates a value with which it holds."""
        for hypothesis in self.said.hypotheses:
            bound = isinstance(hypothesis, sympy.Le | sympy.Ge)
            if bound and not random(hypothesis) and not self.everywhere(hypothesis):
                term, symbol = hypothesis.args
                if isinstance(symbol, sympy.Symbol) and symbol in self.values:
                    least = self._value(term)
                    known = self.values[symbol]
                    obeyed = known >= least if isinstance(hypothesis, sympy.Le) else known <= least
                    self.values[symbol] = np.where(obeyed, known, least)
        for hypothesis in self.said.hypotheses:
            if not isinstance(hypothesis, sympy.Eq):
                continue
            mean, symbol = hypothesis.args
            if isinstance(symbol, E):
                mean, symbol = symbol, mean
            if not isinstance(mean, E) or not isinstance(symbol, sympy.Symbol | sympy.Indexed):
                continue
            indices = self.everywhere(hypothesis)
            means = []
            for place in range(1, LENGTH + 1):
                self.values |= dict.fromkeys(indices, np.full((1, 1), float(place)))
                means.append(np.broadcast_to(self._value(mean), (WORLDS, 1)))
            if isinstance(symbol, sympy.Indexed):
                self.values[symbol.base] = np.stack(means, axis=2)
            elif symbol in self.values:
                known = self.values[symbol]
                self.values[symbol] = np.where(self.long[:, None] > 0, means[0], known)

    def _value(self, term: sympy.Basic) -> NDArray[Any]:
        if isinstance(term, sympy.Rational):
            return np.full((1, 1), float(term))
        if isinstance(term, sympy.Symbol | sympy.Indexed):
            return self._looked_up(term)
        if isinstance(term, E):
            weighted = self.chances * self._value(term.args[0])
            return np.asarray(weighted.sum(axis=1, keepdims=True))
        if isinstance(term, sympy.Sum):
            ((index, low, high),) = term.limits
            first, last = self._value(low), self._value(high)
            total: Floats = np.zeros((1, 1))
            kept = self.values.get(index)
            for k in range(1, LENGTH + 1):
                self.values[index] = np.full((1, 1), float(k))
                total = total + np.where((first <= k) & (k <= last), self._value(term.function), 0)
            if kept is not None:
                self.values[index] = kept
            return total
        if isinstance(term, sympy.Piecewise):
            made = np.full((1, 1), np.nan)
            for value, condition in reversed(term.args):
                made = np.where(self._value(condition), self._value(value), made)
            return made
        if term is sympy.true or term is sympy.false:
            return np.full((1, 1), term is sympy.true)
        combine = next((made for kind, made in _HEADS.items() if isinstance(term, kind)), None)
        if combine is None:
            raise NoValueError(f"{term} has no value")
        return np.asarray(combine(*(self._value(part) for part in term.args)))

    def _looked_up(self, term: sympy.Basic) -> NDArray[Any]:
        if isinstance(term, Defined):
            return self._value(term.body)
        if isinstance(term, sympy.Symbol):
            if term not in self.values:
                raise NoValueError(f"{term} has no value")
            return self.values[term]
        values, place = self.values[term.base], self._value(term.indices[0])
        at = np.broadcast_to(place, (WORLDS, 1)).astype(int)
        there = np.take_along_axis(values, np.clip(at, 1, LENGTH)[:, :, None] - 1, axis=2)[:, :, 0]
        return np.where((at >= 1) & (at <= LENGTH), there, np.nan)

    def exact(self, k: int) -> World:
        """Return one of the worlds on fractions."""
        likely = [outcome for outcome in range(OUTCOMES) if self.chances[k, outcome] > 0]
        world = World(tuple(Fraction(self.chances[k, outcome]) for outcome in likely))
        length = max(0, int(self.long[k]))
        for symbol, values in self.values.items():
            if isinstance(symbol, Chance):
                world.values[symbol] = [Fraction(values[k, outcome]) for outcome in likely]
            elif isinstance(symbol, ChanceBase):
                rows = [values[k, outcome, :length] for outcome in likely]
                world.values[symbol] = [tuple(map(Fraction, row)) for row in rows]
            elif isinstance(symbol, sympy.IndexedBase):
                world.values[symbol] = tuple(map(Fraction, values[k, 0, :length]))
            elif len(values) == WORLDS:
                value = Fraction(values[k, 0])
                world.values[symbol] = bool(value) if truth(symbol) else value
        return world

    def admits(self, world: World) -> bool:
        """Say whether every hypothesis has a value in a world, and holds there."""
        try:
            return all(self.surely(world, hypothesis) for hypothesis in self.said.hypotheses)
        except UndefinedError:
            return False

    def surely(self, world: World, term: sympy.Basic) -> bool:
        """Say whether a term is true at every outcome, and for every index only it speaks of.

        Raises:
            UndefinedError: it has no value.
        """
        outcomes = range(len(world.chances)) if random(term) else (None,)
        indices = self.everywhere(term)
        length = max((int(world.values[n]) for n in self.lengths), default=LENGTH)
        for choice in product(range(1, length + 1), repeat=len(indices)):
            world.values.update(zip(indices, map(Fraction, choice), strict=True))
            holds = all(world.value(term, outcome) for outcome in outcomes)
            for index in indices:
                del world.values[index]
            if not holds:
                return False
        return True


def _laws(chooser: np.random.Generator) -> tuple[Floats, Floats]:
    """Return chances [worlds, outcomes] and values [worlds, outcomes, length] of three kinds.

    One third is independent with one common chance, one third depends anyhow but has equal
    marginals, one third is any at all.
    """
    low, high = np.array(_RANGES)[chooser.integers(0, len(_RANGES), WORLDS)].T[:, :, None, None]
    patterns = np.array(list(product((False, True), repeat=LENGTH)))
    chance = chooser.choice(_CHANCES, (WORLDS, 1, 1))
    apart = np.where(patterns, chance, 1 - chance).prod(axis=2)
    on = np.broadcast_to(patterns, (WORLDS, OUTCOMES, LENGTH))
    same = chooser.permuted(
        np.arange(OUTCOMES)[None, :, None] * np.ones((WORLDS, 1, LENGTH)), axis=1
    )
    equal = same < chooser.integers(0, OUTCOMES + 1, (WORLDS, 1, 1))
    free = chooser.integers(0, 2, (WORLDS, OUTCOMES, LENGTH)).astype(bool)
    shuffled = chooser.permuted(np.tile(_WEIGHTS, (WORLDS, 1)), axis=1)
    kind = np.arange(WORLDS) % 3
    chances = np.select(
        [(kind == 0)[:, None], (kind == 1)[:, None]],
        [apart, np.full((WORLDS, OUTCOMES), 1 / OUTCOMES)], shuffled,
    )  # fmt: skip
    chosen = np.select([(kind == 0)[:, None, None], (kind == 1)[:, None, None]], [on, equal], free)
    return chances, np.where(chosen, high, low)


def _equal(a: Floats, b: Floats) -> NDArray[np.bool_]:
    return np.abs(a - b) <= 1e-9 * (1 + np.abs(a))


_HEADS: Final[dict[type, Callable[..., Any]]] = {
    sympy.Add: lambda *parts: reduce(np.add, parts),
    sympy.Mul: lambda *parts: reduce(np.multiply, parts),
    sympy.Pow: lambda a, b: np.where((a == 0) & (b < 0), np.nan, np.power(a, b)),
    sympy.Abs: np.abs,
    sympy.Max: lambda *parts: reduce(np.maximum, parts),
    sympy.Min: lambda *parts: reduce(np.minimum, parts),
    sympy.ceiling: np.ceil,
    sympy.floor: np.floor,
    sympy.KroneckerDelta: lambda a, b: (a == b).astype(float),
    Indicator: lambda a: a.astype(float),
    sympy.Eq: _equal,
    sympy.Ne: lambda a, b: ~_equal(a, b),
    sympy.Ge: np.greater_equal,
    sympy.Gt: np.greater,
    sympy.Le: np.less_equal,
    sympy.Lt: np.less,
    sympy.And: lambda *parts: reduce(np.logical_and, parts),
    sympy.Or: lambda *parts: reduce(np.logical_or, parts),
    sympy.Not: np.logical_not,
    sympy.Implies: lambda a, b: np.logical_or(np.logical_not(a), b),
    sympy.Equivalent: lambda a, *rest: reduce(
        np.logical_and, (a.astype(bool) == b.astype(bool) for b in rest)
    ),
}  # fmt: skip
