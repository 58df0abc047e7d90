"""The largest probability of a spike: attained, cited for small p, conjectured beyond."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import ceil

import sympy

from ....formal.probability.threshold import threshold_probability
from ...derivation.experiment import Exact
from ...derivation.figure import Curve, Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid, Words
from ...derivation.step import Step, Twin
from ...reasons.calculus import Calculus
from ...reasons.given import Cited, Conjectured, Lemma
from ...reasons.logic import Logic
from .circle import BOUND
from .experiments import Spike
from .words import SOURCE

p, theta, norm, u, s = sympy.symbols("p theta L u s", real=True)
k = sympy.symbols("k", integer=True)


def highest(inputs: int) -> Fraction:
    """Return the largest P(spike) / (1 - (1 - p)^k) over small whole weights and p <= 1/(k + 1)."""
    found = Fraction(0)
    for weights in product(range(-2, 4), repeat=inputs):
        total = sum(map(abs, weights))
        for bar in range(1, total):
            number = ceil(Fraction(total, bar)) - 1
            for chance in (Fraction(1, number + 1), Fraction(1, 2 * number + 1)):
                exact = Fraction(threshold_probability(weights, bar, chance))
                found = max(found, exact / (1 - (1 - chance) ** number))
    return found


def over_p() -> list[Curve]:
    """Draw the supremum and the k p bound for k = 3, and where which is known."""
    number, xs = 3, [m / 200 for m in range(1, 91)]
    best = []
    for x in xs:
        trials = ([1] * count for count in range(1, 13))
        # L / theta = 3.5 leaves k = 3
        best.append(max(float(threshold_probability(w, len(w) / 3.5, x)) for w in trials))
    known, guessed = 1 / (2 * number + 1), 1 / (number + 1)
    sup = [1 - (1 - x) ** number for x in xs]
    return [
        Curve("1 - (1 - p)^3, proved the largest by Frankl", xs,
              [y if x <= known else None for x, y in zip(xs, sup, strict=True)]),
        Curve("the same, conjectured to be", xs,
              [y if known <= x <= guessed else None for x, y in zip(xs, sup, strict=True)]),
        Curve("3 p", xs, [number * x if x <= guessed else None for x in xs]),
        Curve("largest of equal weights", xs, best, points=True),
    ]  # fmt: skip


@LIBRARY.claim(
    "selectron-supremum",
    "The largest probability of a spike",
    "For independent inputs 0 and 1 of probability p and k theta < L <= (k + 1) theta, k equal"
    " weights just above theta spike with probability 1 - (1 - p)^k. For p <= 1/(k + 1) no weights"
    " spike more often: for p <= 1/(2 k + 1) by a theorem of Frankl, beyond by the matching"
    " conjecture of Erdos; for k = 1 the bound k p says p, and nothing is conjectural.",
    status="conjecture",
    source=f"psychon; Frankl 2013, J. Combin. Theory A 120:1068-1072; Erdos 1965, Ann. Univ. Sci."
    f" Budapest Eotvos Sect. Math. 8:93-95; of the neuron of {SOURCE}",
    experiments=[
        Exact("small weights", lambda: highest(3), lambda: Fraction(1)),
        Spike("three equal weights", (3, 3, 3), 2, 0.25),
    ],
    figures=[
        Figure("over-p", "The largest probability of a spike for k = 3, and its bound.",
               ("p", "P(spike)"), over_p, 1.0),
    ],
    notes=(
        "Exact cells of random signed weights, up to 8 inputs, showed no counterexample.",
        "Above 1/(k + 1) it is false: a majority of three (k = 1) spikes at p = 3/5 with"
        " probability 0.648.",
    ),
)  # fmt: skip
def supremum() -> Iterator[Step]:
    """Attain it; reduce it to families of sets; cite and conjecture the rest."""
    more = sympy.Eq((1 - p) ** k * (1 - p), (1 - p) ** (k + 1))
    yield Step("silent", Valid((sympy.Ge(k, 0),), more), Calculus(),
               "all of k inputs are silent with probability (1 - p)^k, by induction", (
        Twin("it is 1 - k p", Valid((), sympy.Eq((1 - k * p) * (1 - p), 1 - (k + 1) * p))),
    ))  # fmt: skip
    least = (sympy.Ge(u, 1 - k * p), sympy.Le(p, 1), sympy.Ge(k, 0))
    yield Step("bernoulli", Valid(least, sympy.Ge(u * (1 - p), 1 - (k + 1) * p)), Logic(),
               "u = (1 - p)^k: so 1 - (1 - p)^k <= k p, by induction", (
        Twin("1 - (1 - p)^k >= k p",
             Valid((sympy.Le(u, 1 - k * p), *least[1:]), sympy.Le(u * (1 - p), 1 - (k + 1) * p))),
    ))  # fmt: skip
    apart = (sympy.Gt(theta, 0), sympy.Lt(s * theta, norm), sympy.Le(norm, (k + 1) * theta))
    yield Step("disjoint", Valid(apart, sympy.Lt(s, k + 1)), Logic(),
               "s pairwise disjoint sets of inputs that spike hold more than s theta", (
        Twin("at most k - 1 are disjoint", Valid(apart, sympy.Lt(s, k))),
    ))  # fmt: skip
    yield Step("one", BOUND, Lemma("selectron-kp-bound", "all-p"),
               "for k = 1 this is p = 1 - (1 - p)^1, whatever p <= 1/2")  # fmt: skip
    yield Step("frankl", Words(
        "For p <= 1/(2 k + 1) a family of sets of which no k + 1 are pairwise disjoint has a"
        " p-biased measure of at most 1 - (1 - p)^k."
    ), Cited("Frankl 2013, J. Combin. Theory A 120:1068-1072, by approximation with uniform"
             " families"))  # fmt: skip
    yield Step("erdos", Words(
        "For k >= 2 and 1/(2 k + 1) < p <= 1/(k + 1) the same holds."
    ), Conjectured("it follows from the matching conjecture of Erdos 1965; exact probabilities of"
                   " small and of random weights show no counterexample"))  # fmt: skip
