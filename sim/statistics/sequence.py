"""Confidence sequences for means of independent runs bounded in [0, 1], for many means at once.

An interval of a confidence sequence covers the mean at every number of runs together, so one may
look after each run and stop when one likes.

For each candidate mean m a bettor plays against "the mean is m"; its wealth is a nonnegative
supermartingale of mean 1 if m is right, so it ever passes 1/alpha with probability at most alpha
(Ville), and the m whose bettor stays poorer make up the interval. The bettor splits its first
wealth among

(a) the binomial likelihood ratio, mixed over a Beta(1/2, 1/2) prior. For x in [0, 1] and
    q = m + l m (1 - m) in [0, 1], 1 + l (x - m) >= (q/m)^x ((1-q)/(1-m))^(1-x) by the weighted
    inequality of means, and the left side has mean 1: so sums stand for numbers of successes;
(b) bets of fixed size l on "the mean is more", prod (1 + l (x_i - m)) while l m < 1, and the same
    on 1 - x for "it is less". With c = l m, log(1 + y) >= y - psi(c) y^2 / c^2 for y >= -c and
    psi(c) = -log(1 - c) - c, so that l (S - n m) - psi(c) / m^2 (Q - 2 m S + n m^2) is below the
    bet's log wealth, S and Q being the sums of x and of x^2. It adapts to a small variance.

Both parts are known from (n, S, Q). Below the average, the wealth of (a) and of each bet on "more"
rises as m falls; so if their bounds pass 1/alpha at some m, all smaller m are excluded too, and
halving towards any such m is sound.

Source: Waudby-Smith & Ramdas 2024, J. Royal Stat. Soc. B 86:1-27; Fan, Grama & Liu 2015,
Electron. J. Probab. 20:1-22 (the inequality); Ville 1939.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...formal.errors import InputError

Reals = NDArray[np.float64]

BETA_SHARE: Final = 0.4
"""The share of the first wealth in (a). It and ``BETS`` keep the width for 0/1 data within twice
that of Clopper and Pearson up to 5,000 runs (``tests/bench/intervals.py``)."""

BETS: Final = (0.99, *(0.9 * 2.0**k for k in range(-10, 7)))
"""The sizes l of the bets, equally funded: small ones for many runs, large ones for rare firing."""

_HALVINGS: Final = 60


class ConfidenceSequence:
    """What is known after some runs; ``update`` with more, ask ``interval`` at any time.

    Args:
        means: how many means are watched side by side.
    """

    def __init__(self, means: int) -> None:
        self.runs = 0
        self._sums = np.zeros((2, means))

    def update(self, values: ArrayLike) -> None:
        """Add runs, in their order.

        Args:
            values: [runs, means] in [0, 1].

        Raises:
            InputError: another shape, or a value outside [0, 1].
        """
        block = np.asarray(values, np.float64)
        means = self._sums.shape[1]
        if block.ndim != 2 or block.shape[1] != means:
            raise InputError("values", f"their shape is {block.shape}", f"give [runs, {means}]")
        if block.size and not (block.min() >= 0 and block.max() <= 1):
            raise InputError("values", "one lies outside [0, 1]", "give fractions of ticks")
        # run by run, so that cutting runs into blocks changes no bit
        for row, column in enumerate((block, block * block)):
            self._sums[row] = np.cumsum(np.vstack([self._sums[row], column]), axis=0)[-1]
        self.runs += len(block)

    @property
    def mean(self) -> Reals:
        """[means] the averages so far; 1/2 before the first run."""
        if not self.runs:
            return np.full(self._sums.shape[1], 0.5)
        average: Reals = np.clip(self._sums[0] / self.runs, 0, 1)
        return average

    def interval(self, level: float = 0.99) -> tuple[Reals, Reals]:
        """Return lower and upper ends, [means] each; [0, 1] before the first run.

        Args:
            level: the probability that the mean is covered at all times.

        Raises:
            InputError: ``level`` outside (0, 1).
        """
        check_level(level)
        if not self.runs:
            return np.zeros(self._sums.shape[1]), np.ones(self._sums.shape[1])
        n, (total, squares) = self.runs, self._sums
        bar = -math.log1p(-level)
        low = _lower_edge(n, total, squares, bar)
        # 1 - x has the sums n - S and n - 2 S + Q
        high = 1 - _lower_edge(n, np.maximum(n - total, 0), n - 2 * total + squares, bar)
        return low, high


def _lower_edge(n: int, total: Reals, squares: Reals, bar: float) -> Reals:
    """Return for each mean an m, as large as halving finds, at which the wealth passes the bar."""
    prior = _log_beta(n, total)

    def passes(m: Reals) -> NDArray[np.bool_]:
        with np.errstate(divide="ignore", invalid="ignore"):
            spent = np.where(total > 0, total * np.log(m), 0.0)
            spent += np.where(n - total > 0, (n - total) * np.log1p(-m), 0.0)
        wealth = math.log(BETA_SHARE) + prior - spent
        spread = squares - 2 * m * total + n * m * m
        share = math.log((1 - BETA_SHARE) / len(BETS) / 2)
        safe = np.maximum(m, 1e-100)
        for bet in BETS:
            open_ = (bet * m < 1) & (m > 0)
            c = np.where(open_, bet * m, 0.5)
            gain = bet * (total - n * m) - _psi(c) * spread / safe**2
            wealth = np.where(open_, np.logaddexp(wealth, share + gain), wealth)
        return wealth >= bar

    outside, inside = np.zeros_like(total), np.clip(total / n, 0, 1)
    reachable = passes(outside)  # false where no run fired: then 0 itself stays inside
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        rich = passes(middle)
        outside = np.where(rich & reachable, middle, outside)
        inside = np.where(rich, inside, middle)
    return outside


def _psi(c: Reals) -> Reals:
    """Return -log(1 - c) - c, by its series where the difference would lose its digits."""
    series = c * c * (1 / 2 + c * (1 / 3 + c * (1 / 4 + c)))  # 1 > 1/5 + c/6 + ...: not too small
    return np.where(c < 1e-4, series, -np.log1p(-c) - c)


def _log_beta(n: int, total: Reals) -> Reals:
    """Return log of B(S + 1/2, n - S + 1/2) / B(1/2, 1/2)."""
    whole = math.lgamma(n + 1) + math.log(math.pi)
    pairs = ((s + 0.5, max(n - s, 0.0) + 0.5) for s in total.tolist())
    return np.array([math.lgamma(a) + math.lgamma(b) - whole for a, b in pairs])


def check_level(level: float) -> None:
    """Refuse a confidence level outside (0, 1).

    Raises:
        InputError: it is no number strictly between 0 and 1.
    """
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
        raise InputError("level", f"it is {level!r:.80}", "give a number between 0 and 1")
