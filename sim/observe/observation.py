"""What one asks to see of a simulation, and what was seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import FormulaError, InputError
from ...formal.formula.expr import Formula
from ...formal.formula.fold import postorder
from ...formal.formula.parse import parse
from ...formal.net.schema import known
from ..arguments import instance, several, shown
from .counters import popcount
from .tally import Integers, SpikeIntervals, Tally, Words
from .truths import Truths

Asked = str | Formula
Many = Asked | Iterable[Asked]

FIX: Final = "give formulae, as texts or values"

LONGEST = 100_000
"""The longest interval that may be told apart."""

KEPT: Final = 26
"""Bytes that are kept of each run for each formula watched."""

LOOKED: Final = 2**16
"""Words of names and formulae that are looked at together."""

SUMMED: Final = 80
"""Bytes that summing up one of them takes for each run."""


class Watchlist:
    """Formulae by their texts, and what is counted of each.

    Args:
        names: those that a formula may speak of.
        watch: tallied: how often, always, once, when first.
        per_tick: counted over runs at every tick.
        isi: whose intervals from one time to the next are counted, up to ``longest`` ticks.
        burn_in: how many first ticks are followed but not counted, save by ``per_tick``.

    Raises:
        InputError: a formula that cannot be read, or an unknown name.
    """

    def __init__(
        self,
        names: Sequence[str],
        watch: Many,
        per_tick: Many,
        isi: Many,
        longest: int,
        burn_in: int,
    ) -> None:
        self.formulas: dict[str, Formula] = {}
        self.watch, self.per_tick, self.isi = (
            self._read(label, asked, names)
            for label, asked in (("watch", watch), ("per_tick", per_tick), ("isi", isi))
        )
        if isinstance(longest, bool) or not isinstance(longest, int | np.integer) or not (
            1 <= longest <= LONGEST):  # fmt: skip
            problem = f"it is {shown(longest)}"
            raise InputError("longest", problem, f"give a whole number from 1 to {LONGEST:,}")
        self.longest, self.burn_in = int(longest), burn_in

    def bytes(self, words: int, steps: int, pieces: int) -> int:
        """Return how much memory the looking takes, for ``words`` words of runs.

        What formulae remember and are now, when each run was last what intervals are between, what
        is counted of those watched and told run by run, and what is kept by tick in each piece.
        """
        nodes = list(postorder(*self.formulas.values())) if self.formulas else []
        past = sum(node.ticks + 1 for node in nodes) + 4 * 64 * len(self.isi)
        watched = len(self.watch) * (4 * steps.bit_length() + 64 * KEPT // 8)
        last = 64 * SUMMED // 8 if self.watch else 0
        by_tick = 8 * steps * len(self.per_tick) * (pieces + 1)
        return 8 * words * (past + watched + last) + by_tick

    def together(self, words: int, names: int) -> int:
        """Return how many ticks of so many names and words of runs to look at together."""
        nodes = len(list(postorder(*self.formulas.values()))) if self.formulas else 0
        return max(1, LOOKED // (words * max(1, nodes + names)))

    def _read(self, label: str, asked: Many, names: Sequence[str]) -> list[str]:
        texts = []
        given = [asked] if isinstance(asked, str | Formula) else several(label, asked, FIX)
        for k, item in enumerate(given):
            place = f"{label}[{k}]"
            instance(place, item, str | Formula, FIX)
            try:
                formula = known(parse(item) if isinstance(item, str) else item, names, place)
            except FormulaError as error:
                raise error.within(place) from None
            text = item if isinstance(item, str) else str(item)
            self.formulas[text] = formula
            texts.append(text)
        return list(dict.fromkeys(texts))


@dataclass(frozen=True, eq=False)
class Tallied:
    """What was counted of a formula in each run; see ``Tally``."""

    counts: Integers
    throughout: NDArray[np.uint8]
    once: NDArray[np.uint8]
    waited: Integers

    @classmethod
    def joined(cls, parts: "Sequence[Tallied]") -> "Tallied":
        """Return what was counted in consecutive parts of the runs."""
        columns = zip(*(vars(part).values() for part in parts), strict=True)
        return cls(*(np.concatenate(column) for column in columns))


class Observation:
    """What is seen of some runs; ``ticks`` for all ticks in turn.

    Args:
        words: how many words a row has; ``runs`` of their bits are runs.
        steps: how many ticks there will be.
    """

    def __init__(self, asked: Watchlist, words: int, runs: int, steps: int) -> None:
        self.names = sorted({name for f in asked.formulas.values() for name in f.atoms})
        """The names that ``ticks`` wants to know of."""
        rows = {name: k for k, name in enumerate(self.names)}
        self._runs, self._burn_in, self._ticks = runs, asked.burn_in, 0
        self._truths = Truths(list(asked.formulas.values()), rows, words)
        place = {text: k for k, text in enumerate(asked.formulas)}
        self._watched, self._timed, self._spaced = (
            [place[text] for text in texts] for texts in (asked.watch, asked.per_tick, asked.isi)
        )
        self._tally = Tally(len(self._watched), words)
        self._intervals = SpikeIntervals(len(self._spaced), words, asked.longest)
        self._per_tick: Integers = np.zeros((len(self._timed), steps), np.int64)
        bits = np.zeros(64 * words, np.uint8)
        bits[:runs] = 1
        self._real: Words = np.packbits(bits, bitorder="little").view("<u8").astype(np.uint64)

    def ticks(self, states: Words) -> None:
        """Look at which of ``names`` fire at the next ticks, [ticks, names, words]."""
        truths = np.stack(self._truths.ticks(states), axis=1)
        if self._timed:
            held = popcount(truths[:, self._timed] & self._real)
            self._per_tick[:, self._ticks : self._ticks + len(states)] = held.T
        counted = truths[max(0, self._burn_in - self._ticks) :]
        if self._watched and len(counted):
            self._tally.ticks(counted[:, self._watched])
        if self._spaced and len(counted):
            self._intervals.ticks(counted[:, self._spaced] & self._real)
        self._ticks += len(states)

    def tallied(self) -> list[Tallied]:
        """Return what was counted of each watched formula."""
        if not self._watched:
            return []
        tally, runs = self._tally, self._runs
        columns = tally.counts(runs), tally.throughout(runs), tally.once(runs), tally.waited(runs)
        return [Tallied(*row) for row in zip(*columns, strict=True)]

    def per_tick(self) -> Integers:
        """Return in how many runs each formula held, [formulas, ticks]."""
        return self._per_tick

    def isi(self) -> list[tuple[Integers, int]]:
        """Return for each formula how many intervals of each length there were, and longer."""
        return list(zip(self._intervals.counts.T, self._intervals.longer.tolist(), strict=True))
