"""Confidence sequences for means of independent runs bounded in [0, 1], for many means at once.

An interval of a confidence sequence covers the mean at every number of runs together, so one may
look after each run and stop when one likes.

For each candidate mean m a bettor plays against "the mean is m"; its wealth is a nonnegative
supermartingale of mean 1 if m is right, so it ever passes 1/alpha with probability at most alpha
(Ville), and the m whose bettor stays poorer make up the interval. With n runs, S and Q the sums of
x and of x^2, the bettor splits its first wealth among

(a) the binomial likelihood ratio, mixed over a Beta(1/2, 1/2) prior of q. For x in [0, 1] and
    l = (q - m) / (m (1 - m)), 1 + l (x - m) >= (q/m)^x ((1-q)/(1-m))^(1-x) by the weighted
    inequality of means, and the left side is nonnegative with mean 1: so sums stand for numbers of
    successes;
(b) bets of a share c < 1 of the stake on "the mean is more than m", prod (1 + c (x_i/m - 1)), and
    the same on 1 - x for "it is less". With psi(c) = -log(1 - c) - c,
    log(1 + y) >= y - psi(c) y^2 / c^2 for y >= -c, so that with u = 1/m the bet's log wealth is at
    least c (S u - n) - psi(c) (Q u^2 - 2 S u + n). It adapts to a small variance, and c, unlike
    c/m, needs no scale: rare firing is bet on as boldly as frequent.

The interval is one: below the average, (a) falls as m rises, its log being
-S log m - (n - S) log(1 - m) and a constant; each bet of (b) falls, as u does; so may its bound be
made to, by holding it at its peak for all larger u, since the bet itself is still richer there.
An end is an m at which the wealth was found to pass, hence never too near the average.

Source: Waudby-Smith & Ramdas 2024, J. Royal Stat. Soc. B 86:1-27; Howard, Ramdas, McAuliffe &
Sekhon 2021, Ann. Stat. 49:1055-1080 (mixtures); Fan, Grama & Liu 2015, Electron. J. Probab. 20:1-22
(the inequality of (b)); Ville 1939.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...formal.errors import InputError
from ..arguments import affordable, is_real, reals, shown

Reals = NDArray[np.float64]
Integers = NDArray[np.int64]

MEMORY: Final = 4 * 2**30
"""How many bytes the sums may take."""

BETA_SHARE: Final = 0.4
"""The share of the first wealth in (a). It and ``BETS`` keep the width for 0/1 data within twice
that of Clopper and Pearson up to 5,000 runs (``tests/bench/intervals.py``)."""

BETS: Final = (0.99, *(0.8 * 2.0**-k for k in range(12)))
"""The shares c: about (m/sigma) sqrt(2 log(1/alpha) / n) is best, so small ones serve many runs."""

_C: Final[Reals] = np.array(BETS)[:, None]
_PSI: Final[Reals] = -np.log1p(-_C) - _C
# the kth bet gets a share like 1/(k + 2): bold bets pay where runs are few and each one counts
_FUNDS: Final[Reals] = 1 / (np.arange(len(BETS))[:, None] + 2)
_FUND: Final[Reals] = np.log(_FUNDS / _FUNDS.sum() * (1 - BETA_SHARE) / 2)

_BITS: Final = 52
_ROWS: Final = 1024  # so many numbers up to 2^52 sum without overflow
_LEAST: Final = 1e-300  # a lower end below this is given as 0
_NEAR: Final = 1e-14  # how near, relatively, an end comes to where the wealth passes
_NEWTONS: Final = 30
_HALVINGS: Final = 60  # of the logarithm of what remains: enough for 1e-300 and 1e-14


class ConfidenceSequence:
    """What is known after some runs; ``update`` with more, ask ``interval`` at any time.

    Sums are kept in integers, in units of 2^-52: cutting the runs into blocks, or changing their
    order, changes no bit.

    Args:
        means: how many means are watched side by side.

    Raises:
        InputError: ``means`` is no number of means.
        BudgetError: it is beyond what memory holds.
    """

    def __init__(self, means: int) -> None:
        if isinstance(means, bool) or not isinstance(means, int | np.integer) or means < 0:
            raise InputError("means", f"it is {shown(means)}", "give how many, 0 or more")
        affordable(32 * means, MEMORY, f"the sums of {shown(means)} means", "watch fewer")
        self.runs = 0
        self._sums = np.zeros((2, 2, means), np.int64)  # [x or its square, whole or 2^-52, mean]

    def update(self, values: ArrayLike) -> None:
        """Add runs.

        Args:
            values: [runs, means] in [0, 1].

        Raises:
            InputError: no numbers, another shape, or a value outside [0, 1].
        """
        block = reals("values", values)
        means = self._sums.shape[2]
        if block.ndim != 2 or block.shape[1] != means:
            raise InputError("values", f"their shape is {block.shape}", f"give [runs, {means}]")
        if block.size and not (block.min() >= 0 and block.max() <= 1):
            run, mean = np.argwhere(~((block >= 0) & (block <= 1)))[0]
            problem = f"{block[run, mean]} lies outside [0, 1]"
            raise InputError(f"values[{run}, {mean}]", problem, "give fractions of ticks")
        for start in range(0, len(block), _ROWS):
            rows = block[start : start + _ROWS]
            for sums, part in zip(self._sums, (rows, rows * rows), strict=True):
                sums[1] += np.rint(part * 2.0**_BITS).astype(np.int64).sum(axis=0)
                sums[0] += sums[1] >> _BITS
                sums[1] &= (1 << _BITS) - 1
        self.runs += len(block)

    @property
    def mean(self) -> Reals:
        """[means] the averages so far; 1/2 before the first run."""
        if not self.runs:
            return np.full(self._sums.shape[2], 0.5)
        return _real(self._sums[0]) / self.runs

    def interval(self, level: float = 0.99) -> tuple[Reals, Reals]:
        """Return lower and upper ends, [means] each; [0, 1] before the first run.

        Args:
            level: the probability that the mean is covered at all times.

        Raises:
            InputError: ``level`` outside (0, 1).
        """
        check_level(level)
        sums, squares = self.sums
        return interval(np.full_like(sums, self.runs), sums, squares, level)

    @property
    def sums(self) -> tuple[Reals, Reals]:
        """[means] of the values so far, and of their squares."""
        sums, squares = map(_real, self._sums)
        return sums, squares


def interval(runs: Reals, sums: Reals, squares: Reals, level: float) -> tuple[Reals, Reals]:
    """Return lower and upper ends for many means, each with its own number of runs.

    Args:
        runs: [means] n.
        sums: [means] of the values, S.
        squares: [means] of their squares, Q.
        level: the probability that the mean is covered at all times.
    """
    bar = -math.log1p(-level)
    low = _lower_end(runs, sums, squares, bar)
    # 1 - x has the sums n - S and n - 2 S + Q
    edge = _lower_end(runs, runs - sums, runs - 2 * sums + squares, bar)
    high = np.minimum(np.nextafter(1 - edge, 2), 1)  # 1 - edge may have been rounded inwards
    return low, high


def log_wealth(runs: int, sums: Reals, squares: Reals, m: Reals) -> Reals:
    """Return the log wealth of the bettor against "the mean is m", at least, [means].

    Args:
        runs: n.
        sums, squares: [means] of the values, S, and of their squares, Q.
        m: [means] in [0, 1]; at 0 and 1 any other value is ruin for whoever says so.
    """
    if not runs:
        return np.zeros_like(sums)
    count = np.full_like(sums, runs)
    prior = math.log(BETA_SHARE) + _log_beta(count, sums)
    parts = []
    for total, square, at in (
        (sums, squares, m),
        (count - sums, count - 2 * sums + squares, 1 - m),
    ):
        inside = np.clip(at, _LEAST, 1.0)
        # where nothing was seen no bet on more wins, and none has a peak
        fixed = np.stack([count, total, np.maximum(square, _LEAST), prior, np.zeros_like(prior)])
        with np.errstate(over="ignore", invalid="ignore"):
            u = np.minimum(1 / inside, _peak(fixed))
            parts.append(np.where(total > 0, _bets(fixed, u), -np.inf))
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(sums > 0, -sums * np.log(m), 0.0)
        logs += np.where(count > sums, -(count - sums) * np.log1p(-m), 0.0)
    whole = np.concatenate([(prior + logs)[None], *parts])
    top = whole.max(axis=0)
    finite = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(over="ignore"):
        rest: Reals = finite + np.log(np.exp(whole - finite).sum(axis=0))
    return rest


def _lower_end(runs: Reals, sums: Reals, squares: Reals, bar: float) -> Reals:
    """Return lower ends, [means]; ``bar`` is log(1/alpha), the log wealth that excludes."""
    ends = np.zeros_like(sums)
    # The sums were rounded by less than this. It is taken against the bettor: more S makes him
    # richer, as the log of (a) is convex in S and no more than 0 at S = n m (no divergence is
    # negative); more Q makes him poorer.
    sums = sums - runs * 2.0**-51
    squares = squares + runs * 2.0**-49
    prior = math.log(BETA_SHARE) + _log_beta(runs, sums)
    price = bar + 1e-14 * (runs * np.log1p(runs) + 1)  # and what rounding of logarithms may do
    live = np.flatnonzero(sums > 0)
    fixed = np.stack([runs, sums, squares, prior, price])[:, live]
    outside, inside = _start(fixed), fixed[1] / fixed[0]
    m = outside
    for trial in range(_NEWTONS + _HALVINGS):
        gain, slope = _wealth(fixed, m)
        passed = gain >= 0
        outside, inside = np.where(passed, m, outside), np.where(passed, inside, m)
        ends[live] = np.where(passed, m, ends[live])
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            step = gain / -slope
            newton = m * np.exp(step) * (1 - _NEAR)  # a little outwards, so that it passes at last
        landed = passed & (step >= 0) & (step < 2 * _NEAR)
        done = landed | (inside - outside < 2 * _NEAR * outside)
        within = (outside < newton) & (newton < inside) & (trial < _NEWTONS)
        m = np.where(within, newton, np.sqrt(outside) * np.sqrt(inside))
        keep = ~done
        live, fixed = live[keep], fixed[:, keep]
        m, outside, inside = m[keep], outside[keep], inside[keep]
        if not live.size:
            break
    return ends


def _start(fixed: Reals) -> Reals:
    """Return where one part alone passes, if one does, however poor the others are, [means]."""
    runs, sums, _, prior, price = fixed
    # (a), as log(1 - m) <= 0, and by more than rounding can undo
    mixture = np.exp((prior - price - 1) / sums)
    u = _peak(fixed)
    bets = np.where(_bets(fixed, u) >= price, (1 - _NEAR) / u, 0).max(axis=0)
    found: Reals = np.clip(np.maximum(mixture, bets), _LEAST, sums / runs)
    return found


def _wealth(fixed: Reals, m: Reals) -> tuple[Reals, Reals]:
    """Return how far the log wealth against m passes the bar, and its slope in log m, [means]."""
    runs, sums, squares, prior, price = fixed
    failures = runs - sums
    mixture = prior - sums * np.log(m) - failures * np.log1p(-m)
    u = np.minimum(1 / m, _peak(fixed))
    bets = _bets(fixed, u)
    top = np.maximum(mixture, bets.max(axis=0))
    part, parts = np.exp(mixture - top), np.exp(bets - top)
    whole = part + parts.sum(axis=0)
    falling = np.minimum((2 * _PSI * squares * u - (_C + 2 * _PSI) * sums) * u, 0)  # 0 at the peak
    slope = part * (failures * m / (1 - m) - sums) + (parts * falling).sum(axis=0)
    return top + np.log(whole) - price, slope / whole


def _bets(fixed: Reals, u: Reals) -> Reals:
    """Return the bounds of the bets' log wealth, [bet, mean]."""
    runs, sums, squares = fixed[:3]
    bets: Reals = _FUND - (_C + _PSI) * runs + ((_C + 2 * _PSI) * sums - _PSI * squares * u) * u
    return bets


def _peak(fixed: Reals) -> Reals:
    """Return the u at which each of these bounds is greatest, [bet, mean]."""
    peak: Reals = (_C / _PSI / 2 + 1) * (fixed[1] / fixed[2])
    return peak


def _log_beta(runs: Reals, sums: Reals) -> Reals:
    """Return log of B(S + 1/2, n - S + 1/2) / B(1/2, 1/2)."""
    pairs = zip(runs.tolist(), np.clip(sums, 0, runs).tolist(), strict=True)
    found = [math.lgamma(s + 0.5) + math.lgamma(n - s + 0.5) - math.lgamma(n + 1) for n, s in pairs]
    return np.array(found) - math.log(math.pi)


def _real(sums: Integers) -> Reals:
    """Return [whole or 2^-52, mean] sums as numbers, rounded once."""
    whole, part = sums
    real: Reals = whole + part * 2.0**-_BITS
    return real


def check_level(level: float) -> None:
    """Refuse a confidence level outside (0, 1).

    Raises:
        InputError: it is no number strictly between 0 and 1.
    """
    if not is_real(level) or not 0 < level < 1:
        raise InputError("level", f"it is {shown(level)}", "give a number between 0 and 1")
