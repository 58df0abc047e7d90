"""Nonnegative matrix factorisation of responses: multiplicative updates never raise the error."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import numpy as np
import sympy
from numpy.typing import NDArray

from ...sim.factorisation.multiplicative import Factors, factorise
from ..derivation.chance import Defined
from ..derivation.experiment import Close, Exact, Sampled
from ..derivation.figure import Curve, Figure
from ..derivation.library import LIBRARY
from ..derivation.statements import Valid
from ..derivation.step import Step, Twin
from ..reasons.chain import Chain
from ..reasons.given import definitions
from ..reasons.logic import Logic
from ..reasons.matrices import Rearrangement
from ..reasons.termwise import Termwise

i, j, a, c = sympy.symbols("i j a c", integer=True)
ENDS = dict(zip((i, j, a, c), sympy.symbols("m n k k", integer=True), strict=True))
"""Units i, stimuli j, parts a and c; how many there are of each."""

R, W, H, B, C, g, T, U, V = (sympy.IndexedBase(name, real=True) for name in "RWHBCgTUV")
UNITS, STIMULI, PARTS = 12, 20, 3


def over(term: sympy.Expr, *indices: sympy.Symbol) -> sympy.Sum:
    """Return the sum of a term over units, stimuli or parts."""
    return sympy.Sum(term, *((index, 1, ENDS[index]) for index in indices))


LEFT = over((R[i, j] - over(W[i, a] * H[a, j], a)) ** 2, i, j)
BEFORE = Defined("F_0", LEFT)
AFTER = Defined("F_1", over((R[i, j] - over(W[i, a] * H[a, j] * g[a, j], a)) ** 2, i, j))
ALONG = Defined("X", over(H[a, j] * (g[a, j] - 1) * (B[a, j] - C[a, j]), a, j))
BENT = Defined("Y", over(
    W[i, a] * W[i, c] * H[a, j] * (g[a, j] - 1) * H[c, j] * (g[c, j] - 1), i, j, a, c
))  # fmt: skip
SHORT = Defined("K", over(H[a, j] * C[a, j] * (g[a, j] - 1) ** 2, a, j))
WEIGHT = W[i, a] * W[i, c] * H[a, j] * H[c, j]
LONG = Defined("D", over(WEIGHT * (g[a, j] - 1) ** 2, i, j, a, c))
GAP = Defined("G", over(WEIGHT * (g[a, j] - g[c, j]) ** 2, i, j, a, c) / 2)


@cache
def planted() -> tuple[np.ndarray, np.ndarray]:
    """Return responses and the parts they are made of; each unit and stimulus has a pure one."""
    chooser = np.random.Generator(np.random.Philox(2))
    right = chooser.random((PARTS, STIMULI)) * (chooser.random((PARTS, STIMULI)) < 0.6)
    left = chooser.random((UNITS, PARTS)) * (chooser.random((UNITS, PARTS)) < 0.6)
    right[:, :PARTS], left[:PARTS] = np.eye(PARTS), np.eye(PARTS)
    return left @ right, right


@cache
def found(seed: int = 1) -> Factors:
    """Return the factors of the planted responses."""
    return factorise(planted()[0], PARTS, 3000, seed=seed)


def rises() -> Fraction:
    """Return in how many of all steps of five runs the error rose by more than rounding."""
    count = 0
    for seed in range(5):
        errors = factorise(planted()[0], PARTS, 400, seed=seed).errors
        count += int((np.diff(errors) > 1e-12 * errors[:-1] + 1e-25).sum())
    return Fraction(count)


def as_said(table: NDArray[np.float64], parts: int, seed: int) -> bool:
    """Say whether the error falls by D + G of both updates in the simulator's first step."""
    start, end = (factorise(table, parts, steps, seed=seed) for steps in (0, 1))
    fall = share(start.left, start.right, end.right) + share(end.right.T, start.left.T, end.left.T)
    return bool(abs(start.errors[0] - end.errors[1] - fall) <= 1e-12 * start.errors[0])


def share(left: NDArray[np.float64], right: NDArray[np.float64], now: NDArray[np.float64]) -> float:
    """Return (D + G) / 2, by which one update of the right factor lowers half the error."""
    square, factor = left.T @ left, now / right
    apart = (factor[:, None] - factor[None]) ** 2 * right[:, None] * right[None]
    long = (right * (square @ right) * (factor - 1) ** 2).sum()
    return float(long + 0.5 * (square[:, :, None] * apart).sum()) / 2


def falls(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Say of random tables of many shapes, with empty entries, whether they fall as said."""
    found = np.empty(runs)
    for run in range(runs):
        rows, columns, parts = (int(size) for size in generator.integers(1, 5, 3))
        table = generator.random((rows, columns)) * generator.integers(0, 2, (rows, columns))
        found[run] = as_said(table, parts, run)
    return found


def matched() -> float:
    """Return the least cosine between a planted part and the found part most like it."""
    right, made = planted()[1], found().right
    unit = right / np.linalg.norm(right, axis=1, keepdims=True)
    like = made / np.linalg.norm(made, axis=1, keepdims=True)
    return float((unit @ like.T).max(axis=1).min())


def descent() -> list[Curve]:
    """Draw how the error falls, from three starts, and with one part too few."""
    lines = []
    for parts, seed in ((3, 1), (3, 2), (2, 1)):
        errors = factorise(planted()[0], parts, 300, seed=seed).errors
        xs = list(range(0, 301, 2))
        label = f"{parts} parts, start {seed}"
        lines.append(Curve(label, xs, np.log10(np.maximum(errors[::2], 1e-16)).tolist()))
    return lines


def parts() -> list[Curve]:
    """Draw a planted part and the one found for it."""
    right, made = planted()[1], found().right
    lines = []
    for place in range(2):
        unit = right[place] / np.linalg.norm(right[place])
        like = made / np.linalg.norm(made, axis=1, keepdims=True)
        best = like[(like @ unit).argmax()]
        xs = list(range(1, STIMULI + 1))
        lines += [Curve(f"planted part {place + 1}", xs, unit.tolist()),
                  Curve(f"found part {place + 1}", xs, best.tolist(), points=True)]  # fmt: skip
    return lines


@LIBRARY.claim(
    "factorisation",
    "Factorisation of responses",
    "Responses R of m units to n stimuli are approximated by W H, of k parts, with no entry of W"
    " or H below 0. With B = W^T R and C = W^T W H the update multiplies H_aj by g_aj, B_aj / C_aj"
    " or 1 where C_aj is 0. For all m, n, k it lowers the squared error by D + G, where D = sum"
    " H_aj C_aj (g_aj - 1)^2 and G = 1/2 sum W_ia W_ic H_aj H_cj (g_aj - g_cj)^2 over all i, j, a,"
    " c: neither is below 0, so no update of H raises the error. Nor does one of W, which is an"
    " update of the right factor of R^T ~ H^T W^T.",
    source="Lee & Seung 2001, NIPS 13:556-562",
    experiments=[
        Exact("steps that raise the error", rises, lambda: Fraction(0)),
        Sampled("random tables whose error falls by D + G", falls, lambda: 1.0, 3000),
        Close("planted parts, least cosine", matched, lambda: 1.0, 1e-3),
    ],
    figures=[
        Figure("descent", "The logarithm of the squared error, step by step: it never rises, and"
               " with a part too few it stops early.", ("steps", "log10 of error"), descent),
        Figure("parts", "Two planted parts and what was found for them.",
               ("stimulus", "response"), parts),
    ],
    notes=(
        "Where C_aj is 0 but B_aj is not, the quotient has no value; the simulator then keeps the"
        " entry, and the steps say that this is descent, too.",
        "Lee & Seung's own argument is that the update minimises a bound which is nowhere below the"
        " error and equal to it before the step. The bound falls by D, and the error is G below it;"
        " the steps 'minimum' and 'update' are the last part of that argument, entry by entry.",
        "Descent is no convergence to the best factors: the error is not convex in both, and a"
        " factor that is 0 stays 0.",
        "Planted parts are recovered where each has a unit and a stimulus of its own; in general"
        " factors are not unique.",
    ),
)  # fmt: skip
def factorisation() -> Iterator[Step]:
    """Expand the error; bound it by the gap; minimise the bound."""
    made = sympy.Eq(C[a, j], over(W[i, a] * W[i, c] * H[c, j], i, c))
    wanted = sympy.Eq(B[a, j], over(W[i, a] * R[i, j], i))
    rule = sympy.Or(sympy.Eq(g[a, j], 1), sympy.Eq(g[a, j] * C[a, j], B[a, j]))
    signs = (sympy.Ge(W[i, a], 0), sympy.Ge(H[a, j], 0))
    yield from definitions(BEFORE, AFTER, ALONG, BENT, SHORT, LONG, GAP)
    first, second = BEFORE - 2 * ALONG + BENT, BEFORE - 2 * SHORT + BENT
    yield Step("expand", Valid((made, wanted), sympy.Eq(AFTER, first)), Rearrangement(),
               "B = W^T R, C = W^T W H; the entry H_aj is multiplied by g_aj", (
        Twin("the error is linear in the change",
             Valid((made, wanted), sympy.Eq(AFTER, BEFORE - 2 * ALONG))),
    ))  # fmt: skip
    top, below, quotient = sympy.symbols("B_aj C_aj g_aj", real=True)
    ratio = sympy.Piecewise((top / below, below > 0), (1, True))
    either = sympy.Or(sympy.Eq(quotient, 1), sympy.Eq(quotient * below, top))
    yield Step("quotient", Valid((sympy.Eq(quotient, ratio),), either), Logic(),
               "what the simulator multiplies an entry with: B / C, or 1 where C is 0", (
        Twin("where C is 0 the entry becomes 0", Valid((sympy.Eq(quotient, sympy.Piecewise(
            (top / below, below > 0), (0, True))),), either)),
    ))  # fmt: skip
    yield Step("rule", Valid((rule,), sympy.Eq(first, second)), Termwise(),
               "entry by entry: g = 1 or g C = B; where H_aj is 0 any g will do", (
        Twin("whatever the entries are multiplied with", Valid((), sympy.Eq(first, second))),
        Twin("the quotient upside down", Valid((sympy.Or(
            sympy.Eq(g[a, j], 1), sympy.Eq(g[a, j] * B[a, j], C[a, j])),),
            sympy.Eq(first, second))),
    ))  # fmt: skip
    third = BEFORE - LONG - GAP
    yield Step("gap", Valid((made,), sympy.Eq(second, third)), Rearrangement(),
               "of the bound above the error, in squares of differences", (
        Twin("without the half", Valid((made,), sympy.Eq(second, BEFORE - LONG - 2 * GAP))),
        Twin("with sums instead of differences", Valid((made,), sympy.Eq(
            second, BEFORE - LONG - over(WEIGHT * (g[a, j] + g[c, j]) ** 2, i, j, a, c) / 2))),
    ))  # fmt: skip
    yield Step("amount", Valid((made, wanted, rule), sympy.Eq(AFTER, third)),
               Chain(("expand", "rule", "gap")), "the error falls by D + G, whatever the signs", (
        Twin("by D alone", Valid((made, wanted, rule), sympy.Eq(AFTER, BEFORE - LONG))),
    ))  # fmt: skip
    yield Step("falls", Valid(signs, sympy.Le(third, BEFORE)), Termwise(),
               "no product of entries of W and H is below 0", (
        Twin("for weights of either sign", Valid(signs[1:], sympy.Le(third, BEFORE))),
    ))  # fmt: skip
    whole = (made, wanted, rule, *signs)
    yield Step("descent", Valid(whole, sympy.Le(AFTER, BEFORE)),
               Chain(("expand", "rule", "gap", "falls")), "for all m, n and k", (
        Twin("every update lowers the error", Valid(whole, sympy.Lt(AFTER, BEFORE))),
        Twin("by any factors", Valid((*whole[:2], *signs), sympy.Le(AFTER, BEFORE))),
    ))  # fmt: skip
    turned = (sympy.Eq(T[j, i], R[i, j]), sympy.Eq(U[j, a], H[a, j]), sympy.Eq(V[a, i], W[i, a]))
    other = over((T[j, i] - over(U[j, a] * V[a, i], a)) ** 2, i, j)
    yield Step("transposed", Valid(turned, sympy.Eq(other, BEFORE)), Rearrangement(),
               "R^T ~ H^T W^T has the same error: an update of W is one of the right factor", (
        Twin("only R is turned", Valid((turned[0], sympy.Eq(U[j, a], W[j, a]),
                                        sympy.Eq(V[a, i], H[a, i])), sympy.Eq(other, BEFORE))),
    ))  # fmt: skip
    diagonal, beside, p, q, x, y = sympy.symbols("a b p q x y", real=True)
    bent = (p * x) ** 2 * (diagonal * p + beside * q) / p + (q * y) ** 2 * (
        beside * p + diagonal * q
    ) / q
    two = bent - diagonal * ((p * x) ** 2 + (q * y) ** 2) - 2 * beside * p * x * q * y
    given = (sympy.Gt(p, 0), sympy.Gt(q, 0), sympy.Ge(beside, 0))
    yield Step("two-parts", Valid(given, sympy.Ge(two, 0)), Logic(),
               "the bound above the error once more by Z3, for two parts p and q that change by p x"
               " and q y: W^T W has a on its diagonal, b beside it", (
        Twin("for parts that oppose each other", Valid(given[:2], sympy.Ge(two, 0))),
    ))  # fmt: skip
    curve, slope, change = sympy.symbols("c s d", real=True)
    best = -slope / curve
    least = sympy.Ge(slope * change + curve * change**2 / 2, slope * best + curve * best**2 / 2)
    yield Step("minimum", Valid((sympy.Gt(curve, 0),), least), Logic(),
               "the bound is least, part by part, at d = -s / K", (
        Twin("for any curvature", Valid((sympy.Ne(curve, 0),), least)),
    ))  # fmt: skip
    here, made, wanted, bent = sympy.symbols("h m b K", real=True)
    # SymPy makes h/m of 1/(m/h), which hides that h must not be 0
    curved = (sympy.Eq(bent * here, made), sympy.Ne(made, 0))
    moved = here - (made - wanted) / bent
    yield Step("update", Valid(curved, sympy.Eq(moved, here * wanted / made)), Logic(),
               "m = (A h)_i, s = m - b, K = m / h, so that h is not 0: the multiplicative update", (
        Twin("it is a step down the gradient of length 1",
             Valid(curved, sympy.Eq(moved, here - (made - wanted)))),
        Twin("where h is 0, too", Valid(curved[1:], sympy.Eq(moved, here * wanted / made))),
    ))  # fmt: skip
