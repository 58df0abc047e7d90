"""Sequential tests by betting: how much there is against what a mean is said to be.

An e-value is the wealth of a bettor who began with 1 and plays against "the mean is m": under it no
wealth is expected to grow, whatever one looked at before and whenever one stops. So wealth of
1/alpha or more comes ever with probability alpha at most, and wealths may be averaged, and those of
independent runs multiplied. The bettor is that of ``sequence``: the test rejects m where the
confidence sequence, or more than it, leaves m out.

Source: Shafer 2021, J. Royal Stat. Soc. A 184:407-431; Waudby-Smith & Ramdas 2024, J. Royal Stat.
Soc. B 86:1-27; Wang & Ramdas 2022, J. Royal Stat. Soc. B 84:822-852 (many tests).
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ...formal.errors import InputError
from ..arguments import as_float, instance, reals, several, shown
from .sequence import ConfidenceSequence, Reals, check_level, log_wealth


class SequentialTest:
    """Whether independent runs in [0, 1] have the means that they are said to have.

    One may look after any ``update`` and stop when one likes.

    Args:
        means: in [0, 1], one a column of the runs.
        level: rejection of a true mean, ever, has probability 1 - level at most, each.

    Raises:
        InputError: a mean or the level is out of range.
    """

    def __init__(self, means: ArrayLike, level: float = 0.99) -> None:
        check_level(level)
        self.means: Reals = reals("means", means).reshape(-1)
        wrong = self.means[~((self.means >= 0) & (self.means <= 1))]
        if len(wrong):
            raise InputError("means", f"one is {wrong[0]}", "give numbers from 0 to 1")
        self._known = ConfidenceSequence(len(self.means))
        self._bar = 1 / (1 - level)
        self.evidence: Reals = np.ones(len(self.means))
        """[means] e-values now, which may fall again."""
        self._most = self.evidence

    def update(self, values: ArrayLike) -> None:
        """Add runs, [runs, means] in [0, 1].

        Raises:
            InputError: as ``ConfidenceSequence.update``.
        """
        self._known.update(values)
        wealth = log_wealth(self._known.runs, *self._known.sums, self.means)
        with np.errstate(over="ignore"):
            self.evidence = np.exp(wealth)
        self._most = np.maximum(self._most, self.evidence)

    @property
    def runs(self) -> int:
        """How many runs there were."""
        return self._known.runs

    @property
    def p_values(self) -> Reals:
        """[means] valid at any time: the least that the level could have been, to reject."""
        values: Reals = 1 / self._most
        return values

    @property
    def rejected(self) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
        """[means] whether the evidence ever reached 1 / (1 - level)."""
        return self._most >= self._bar


def combined(evidence: Sequence[float], *, independent: bool = False) -> float:
    """Return one e-value for several of the same hypothesis.

    Args:
        independent: of runs that have nothing in common: then they multiply, else they average.

    Raises:
        InputError: there are none, or one is no e-value.
    """
    values = _checked(evidence)
    instance("independent", independent, bool, "give True or False")
    return math.prod(values) if independent else math.fsum(values) / len(values)


def discoveries(evidence: Sequence[float], rate: float = 0.01) -> list[int]:
    """Return which of many hypotheses to reject, so that few of the rejections are wrong.

    The expected share of true hypotheses among those rejected is ``rate`` at most, however the
    e-values depend on each other.

    Raises:
        InputError: there are none, one is no e-value, or the rate is not between 0 and 1.
    """
    values = _checked(evidence)
    check_level(rate)
    order = sorted(range(len(values)), key=lambda k: -values[k])
    passing = [k for k, i in enumerate(order, 1) if values[i] * k * rate >= len(values)]
    return sorted(order[: max(passing, default=0)])


def _checked(evidence: Sequence[float]) -> list[float]:
    values = several("evidence", evidence, "give a sequence of e-values")
    for k, value in enumerate(values):
        if not as_float(value) >= 0:
            raise InputError(f"evidence[{k}]", f"it is {shown(value)}", "give e-values, from 0 on")
    if not values:
        raise InputError("evidence", "there is none", "give one e-value at least")
    return [as_float(value) for value in values]
