"""Nonnegative matrix factorisation of responses: multiplicative updates never raise the error."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import numpy as np
import sympy

from ...sim.factorisation.multiplicative import Factors, factorise
from ..derivation.experiment import Close, Exact
from ..derivation.figure import Curve, Figure
from ..derivation.library import LIBRARY
from ..derivation.statements import Valid
from ..derivation.step import Step, Twin
from ..reasons.logic import Logic
from ..reasons.matrices import Rearrangement, SumsEqual

i, j, k, n = sympy.symbols("i j k n", integer=True)
A, W = (sympy.IndexedBase(name, real=True) for name in "AW")
h, v, r, d = (sympy.IndexedBase(name, real=True) for name in "hvrd")
UNITS, STIMULI, PARTS = 12, 20, 3


def over(term: sympy.Expr, *indices: sympy.Symbol) -> sympy.Sum:
    """Return the sum of a term over some indices, each from 1 to n."""
    return sympy.Sum(term, *((index, 1, n) for index in indices))


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
    "Responses R >= 0 are approximated by W h with W >= 0, h > 0 and (A h)_i > 0, where A = W^T W"
    " and b = W^T r for fixed W. The update h_i <- h_i b_i / (A h)_i minimises a function that"
    " is above the squared"
    " error everywhere and equal to it at h: with K_ii = (A h)_i / h_i and d_i = h_i v_i the gap"
    " d^T (K - A) d is 1/2 sum A_ij h_i h_j (v_i - v_j)^2, for every number of parts. So no update"
    " of h raises the error.",
    source="Lee & Seung 2001, NIPS 13:556-562",
    experiments=[
        Exact("steps that raise the error", rises, lambda: Fraction(0)),
        Close("planted parts, least cosine", matched, lambda: 1.0, 1e-3),
    ],
    figures=[
        Figure("descent", "The logarithm of the squared error, step by step: it never rises, and"
               " with a part too few it stops early.", ("steps", "log10 of error"), descent),
        Figure("parts", "Two planted parts and what was found for them.",
               ("stimulus", "response"), parts),
    ],
    notes=(
        "The sums of the steps all run from 1 to one n: the matrices are square, of every size n."
        " Others are filled up with rows and columns of 0, in words only.",
        "The step that ends the derivation only chains two inequalities; that they are those of the"
        " steps before is said in words. So is that updates of W are the same by symmetry, and what"
        " happens where h_i is 0: the simulator keeps it 0.",
        "Descent is no convergence to the best factors: the error is not convex in both, and a"
        " factor that is 0 stays 0.",
        "Planted parts are recovered where each has a unit and a stimulus of its own; in general"
        " factors are not unique.",
    ),
)  # fmt: skip
def factorisation() -> Iterator[Step]:
    """Expand the error; bound it by the gap; minimise the bound."""
    squared = over((r[i] - over(W[i, j] * d[j], j)) ** 2, i)
    expanded = (over(r[i] ** 2, i) - 2 * over(r[i] * W[i, j] * d[j], i, j)
                + over(W[k, i] * W[k, j] * d[i] * d[j], i, j, k))  # fmt: skip
    yield Step("expand", SumsEqual(squared, expanded), Rearrangement(),
               "r is what is missing, d a change of h: the last sum is d^T A d", (
        Twin("cross terms cancel",
             SumsEqual(squared, expanded - over(W[k, i] * W[k, j] * d[i] * d[j], i, j, k)
                       + over(W[i, j] ** 2 * d[j] ** 2, i, j))),
    ))  # fmt: skip
    whole = over(v[i] ** 2 * h[i] * A[i, j] * h[j], i, j) - over(
        v[i] * h[i] * A[i, j] * h[j] * v[j], i, j
    )
    pairs = over(A[i, j] * h[i] * h[j] * (v[i] - v[j]) ** 2, i, j) / 2
    yield Step("gap", SumsEqual(whole, pairs, (A,)), Rearrangement(),
               "d^T (K - A) d for d_i = h_i v_i", (
        Twin("without the half", SumsEqual(whole, 2 * pairs, (A,))),
        Twin("with sums instead of differences",
             SumsEqual(whole, over(A[i, j] * h[i] * h[j] * (v[i] + v[j]) ** 2, i, j) / 2, (A,))),
    ))  # fmt: skip
    a, g, p, q, x, y = sympy.symbols("a g p q x y", real=True)
    nonnegative = tuple(sympy.Ge(one, 0) for one in (a, p, q))
    yield Step("nonnegative", Valid(nonnegative, sympy.Ge(a * p * q * (x - y) ** 2, 0)), Logic(),
               "every summand, as W and h are not negative", (
        Twin("for weights of either sign",
             Valid(nonnegative[1:], sympy.Ge(a * p * q * (x - y) ** 2, 0))),
    ))  # fmt: skip
    small = (p * x) ** 2 * (a * p + g * q) / p + (q * y) ** 2 * (g * p + a * q) / q
    two = small - a * (p * x) ** 2 - a * (q * y) ** 2 - 2 * g * p * x * q * y
    given = (sympy.Gt(p, 0), sympy.Gt(q, 0), sympy.Ge(g, 0))
    yield Step("two-parts", Valid(given, sympy.Ge(two, 0)), Logic(),
               "once more by Z3, for two parts written out: A has a on the diagonal, g beside"
               " it")  # fmt: skip
    curve, slope, change = sympy.symbols("c s d", real=True)
    best = -slope / curve
    least = sympy.Ge(slope * change + curve * change**2 / 2, slope * best + curve * best**2 / 2)
    yield Step("minimum", Valid((sympy.Gt(curve, 0),), least), Logic(),
               "the bound is least, part by part, at d = -s / K", (
        Twin("for any curvature", Valid((sympy.Ne(curve, 0),), least)),
    ))  # fmt: skip
    here, made, wanted = sympy.symbols("h m b", real=True)
    moved = here - (made - wanted) / (made / here)
    yield Step("update", Valid((sympy.Ne(made, 0),),
               sympy.Eq(moved, here * wanted / made)), Logic(),
               "m = (A h)_i, s = m - b, K = m / h: the multiplicative update", (
        Twin("it is a step down the gradient of length 1",
             Valid((sympy.Ne(made, 0),),
                   sympy.Eq(moved, here - (made - wanted)))),
    ))  # fmt: skip
    before, bound, after = sympy.symbols("F_0 G F_1", real=True)
    chain = (sympy.Le(after, bound), sympy.Le(bound, before))
    yield Step("descent", Valid(chain, sympy.Le(after, before)), Logic(),
               "the error is below the bound, and the bound below the error before")  # fmt: skip
