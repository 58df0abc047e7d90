"""The k p bound on spikes, by Katona's circle method."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import sympy

from ....formal.probability.threshold import threshold_probability
from ...derivation.chance import ChanceBase, Defined, E
from ...derivation.experiment import Exact
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid, Words
from ...derivation.step import Step, Twin
from ...reasons.chain import Chain
from ...reasons.expectation import Linear, Monotone
from ...reasons.given import Axiom, definitions
from ...reasons.logic import Logic
from ...reasons.summation import Induction
from .arcs import small
from .experiments import Spike
from .figures import BOUNDS
from .words import POSITIVE, SOURCE, L, i, n, p, theta, w

k, r, d, e, g, s = sympy.symbols("k r d e g s", real=True)
places = sympy.symbols("n", real=True)
arcs, u = sympy.symbols("m u", integer=True)
P = sympy.symbols("P", real=True)
a, c, m = (sympy.IndexedBase(name, real=True) for name in "acm")
S = ChanceBase("S", real=True)
N = Defined("N", sympy.Sum(S[u], (u, 1, n)))

TENTH = Fraction(1, 10)
BOUND = Words("P(spike) <= k p for every real p from 0 to 1/(k + 1).")


def exact(weights: tuple[int, ...], bar: int, chance: Fraction) -> Fraction:
    """Return P(spike)."""
    return Fraction(threshold_probability(weights, bar, chance))


def worst(inputs: int, p: Fraction) -> Fraction:
    """Return the largest P(spike) / (k p) over small whole weights and thresholds."""
    found = Fraction(0)
    for weights in product(range(-2, 4), repeat=inputs):
        norm = sum(map(abs, weights))
        for bar in range(1, norm):
            number = -(-norm // bar) - 1
            if p * (number + 1) <= 1:
                found = max(found, exact(weights, bar, p) / (number * p))
    return found


@LIBRARY.claim(
    "selectron-kp-bound",
    "The k p bound",
    "For independent inputs 0 and 1 of the same probability p and theta > 0 let k be the whole"
    " number with k theta < L <= (k + 1) theta. If p <= 1/(k + 1), a spike has a probability of at"
    " most k p. For k >= 1 and p > 0, k p < p L / theta < p (L / theta)^2: here Theorem 1 of the"
    " selectron stands last of three.",
    source="psychon; the method is that of Katona 1972, J. Combin. Theory B 13:183-184",
    experiments=[
        Exact("attained for k = 1", lambda: worst(3, TENTH), lambda: Fraction(1)),
        Exact("p above 1/(k + 1)", lambda: exact((2, 2, 2), 3, Fraction(3, 5)),
              lambda: Fraction(648, 1000)),
        Exact("k equal weights", lambda: exact((3, 3, 3), 2, TENTH),
              lambda: 1 - (1 - TENTH) ** 3),
        Spike("two of five", (2, 2, 2, 2, 2), 3, 0.25),
    ],
    figures=BOUNDS,
    notes=(
        "p <= 1/(k + 1) is needed: a majority of three (weights 2, theta = 3, so k = 1) spikes at"
        " p = 3/5 with probability 0.648.",
        "The arc lemma for all cycles is an induction whose parts are decided step by step; that"
        " they make up the lemma is taken as an axiom. Small cycles are looked at whole.",
        f"Of the neuron of {SOURCE}.",
    ),
)  # fmt: skip
def kp_bound() -> Iterator[Step]:
    """Throw the synapses on a cycle; count the arcs that spike."""
    yield Step("throw", Words(
        "Let p = r / n. Throw each synapse on one of n positions of a cycle, all equally likely,"
        " each for itself. The synapses in the arc of the r positions from u on are a random input"
        " with independent synapses of probability p, for every u."
    ), Axiom("r of n equally likely positions; the throws are independent"))  # fmt: skip
    yield from definitions(L)
    inside = (sympy.Ge(m[i], -1), sympy.Le(m[i], 1))
    yield Step("apart", Valid(inside, sympy.Le(sympy.Sum(w[i] * m[i], (i, 1, n)), L)), Induction(),
               "disjoint arcs hold each synapse once at most, m_i times")  # fmt: skip
    reached = sympy.Ge(sympy.Sum(a[u] - theta, (u, 1, arcs)), 0)
    yield Step("spiking", Valid((sympy.Ge(a[u], theta),), reached), Induction(),
               "arcs that spike hold more than theta each")  # fmt: skip
    bar = (POSITIVE, sympy.Lt(s * theta, L), sympy.Le(L, (k + 1) * theta))
    yield Step("few", Valid(bar, sympy.Lt(s, k + 1)), Logic(),
               "so at most k of the arcs that spike are pairwise disjoint", (
        Twin("fewer than k are", Valid(bar, sympy.Lt(s, k))),
        Twin("whatever the norm", Valid(bar[:2], sympy.Lt(s, k + 1))),
    ))  # fmt: skip
    room = (sympy.Ge(d, 1), sympy.Le(d, k), sympy.Ge(r, 0), sympy.Ge(places, (k + 1) * r))
    spread = sympy.And(sympy.Ge(d * r, r), sympy.Ge(places - d * r, r))
    yield Step("spread", Valid(room, spread), Logic(),
               "u, u + r, ..., u + k r are pairwise r or more apart, either way round")  # fmt: skip
    held = sympy.Le(sympy.Sum(c[u], (u, 1, arcs)), sympy.Sum(k, (u, 1, arcs)))
    yield Step("classes", Valid((sympy.Le(c[u], k),), held), Induction(),
               "if n = (k + 1) r, each of r such classes has k members or fewer")  # fmt: skip
    gone = (sympy.Ge(e, 0), sympy.Le(e, 1))
    nearer = sympy.Le(sympy.Min(g - e, places - g - (1 - e)), sympy.Min(g, places - g))
    yield Step("delete", Valid(gone, nearer), Logic(),
               "without a position that is no member, members are no farther apart")  # fmt: skip
    yield small(10)
    yield Step("arc-lemma", Words(
        "If (k + 1) r <= n, a set of positions of which no k + 1 are pairwise r or more apart has"
        " k r members or fewer."
    ), Axiom("induction on n from (k + 1) r on: 'classes' is its start, 'delete' its step, and"
             " 'spread' excludes that all positions are members"))  # fmt: skip
    even, many = sympy.Eq(E(S[u]), P), sympy.Ge(n, 0)
    yield from definitions(N)
    yield Step("mean", Valid((even, many), sympy.Eq(n * P, E(N))), Linear(),
               "S_u is 1 where the arc from u spikes")  # fmt: skip
    lemma = sympy.Le(N, k * r)
    yield Step("lemma", Valid((lemma,), sympy.Le(E(N), k * r)), Monotone())
    yield Step("arcs", Valid((even, many, lemma), sympy.Le(n * P, k * r)), Chain(("mean", "lemma")))
    share = (sympy.Gt(places, 0), sympy.Le(places * P, k * r), sympy.Eq(p * places, r))
    yield Step("rational", Valid(share, sympy.Le(P, k * p)), Logic(), "n positions, p = r / n",
               (Twin("the bound is p", Valid(share, sympy.Le(P, p))),))  # fmt: skip
    yield Step("all-p", BOUND,
               Axiom("P(spike) is a polynomial in p, and rational p lie everywhere"))  # fmt: skip
    can = (POSITIVE, sympy.Gt(p, 0), sympy.Lt(k * theta, L))
    least, first = sympy.Ge(k, 1), p * L / theta
    yield Step("first", Valid(can, sympy.Lt(k * p, first)), Logic())
    yield Step("second", Valid((*can, least), sympy.Lt(first, p * L**2 / theta**2)), Logic())
    yield Step("last", Valid((*can, least), sympy.Lt(k * p, p * L**2 / theta**2)),
               Chain(("first", "second")))  # fmt: skip
