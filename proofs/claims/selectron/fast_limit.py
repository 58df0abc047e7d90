"""The fast limit of the spike-response model and of plasticity by spike times."""

from collections.abc import Iterator

import numpy as np
import sympy
from numpy.typing import NDArray

from ...derivation.experiment import Close, Sampled
from ...derivation.figure import Curve, Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid
from ...derivation.step import Step, Twin
from ...reasons.calculus import Calculus
from ...reasons.given import Lemma
from ...reasons.logic import Logic
from ..neuron.potentials import post_synaptic_potential
from .words import SOURCE

share, alpha, tau, gap = sympy.symbols("f alpha tau s", real=True)


def fastest(time: float) -> float:
    """Return the kernel at 1, a bin later, for a time constant."""
    return float(np.exp(-1 / time) - np.exp(-4 / time))


def binned(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return the kernel's largest value, normalised, in the bin of a random spike of the neuron.

    It comes within two bins after one of the input; tau = D / 20.
    """
    time = 0.05
    grid = np.arange(2000).reshape(2, 1000) / 1000
    largest = (np.exp(-grid / time) - np.exp(-4 * grid / time)).max(axis=1)
    spikes = np.floor(2 * generator.random(runs)).astype(int)
    return np.asarray(np.minimum(largest[spikes] / (3 * 2 ** (1 / 3) / 8), 1.0))


@LIBRARY.claim(
    "selectron-fast-limit",
    "The fast limit",
    "Take the spike-response kernel exp(-s / tau) - exp(-4 s / tau) and bins of width D > 0. While"
    " tau < 3 D / ln 4 its peak lies in the first bin and has the same height for every tau; at"
    " every s >= D it is at most exp(-D / tau), which goes to 0 with tau. So its largest value in a"
    " bin, normalised, becomes the coincidence indicator, while the kernel itself and its area"
    " vanish. In this sense, by the largest value in a bin, potentiation by spike times becomes"
    " alpha_+ x_j y, the rule with nu = 1, and depression of pairs a bin or more apart vanishes."
    " Depression of pairs in one bin does not: that there the input comes first is a convention of"
    " the rule. At any one distance s > 0 of the spikes both vanish.",
    source=f"psychon; the limit is that of {SOURCE}",
    experiments=[
        Close("a bin later, tau = D / 50", lambda: 1 + fastest(0.02), lambda: 1.0, 1e-12),
        Sampled("coincidences among spikes within two bins", binned, lambda: 0.5, 1_200_000),
    ],
    figures=[
        Figure("bins", "The largest value of the kernel in the bin of the spike and from the next"
               " bin on, over tau / D.", ("tau / D", "largest value"), lambda: by_tau()),
    ],
    notes=(
        "Depression alpha_- exp(-s / tau) of a neuron's spike just before one of the input is near"
        " alpha_- whatever tau. The rule has none, as it takes spikes in one bin for causal.",
        "That exp(-x) is from 0 to 1 for x >= 0 is taken as known.",
        "The limit is no impulse: pointwise the kernel goes to 0, and so does its area. What stays"
        " is the maximum of a bin.",
    ),
)  # fmt: skip
def fast_limit() -> Iterator[Step]:
    """Take the peak over from the kernel's claim; look one bin later."""
    known = {step.id: step for step in post_synaptic_potential.steps}
    for name in ("height", "highest", "vanishes"):
        yield Step(name, known[name].statement, Lemma("post-synaptic-potential", name))
    yield Step("inside", Valid((sympy.Lt(tau * share, 3),), sympy.Lt(tau * share / 3, 1)), Logic(),
               "f = ln 4 and D = 1: the peak lies in the first bin")  # fmt: skip
    whole, part = sympy.symbols("e v", real=True)
    sizes = (sympy.Ge(whole, 0), sympy.Le(part, 1))
    below = sympy.Le(whole * part - (whole * part) ** 4, whole)
    yield Step("beyond", Valid(sizes, below), Logic(),
               "e = exp(-D / tau), v = exp(-(s - D) / tau): the kernel at any s >= D", (
        Twin("at any s", Valid(sizes[:1], below)),
    ))  # fmt: skip
    late = sympy.exp(-1 / tau)
    yield Step("later", Valid((), sympy.Eq(sympy.Limit(late, tau, 0), 0)), Calculus(),
               "D = 1: so its largest value from the next bin on goes to 0; with s for D, so does"
               " what any one pair at a distance s does", (
        Twin("it becomes an impulse of height 1 there, too",
             Valid((), sympy.Eq(sympy.Limit(late, tau, 0), 1))),
        Twin("it keeps the height of the peak",
             Valid((), sympy.Eq(sympy.Limit(late, tau, 0), 3 * sympy.cbrt(2) / 8))),
    ))  # fmt: skip
    some = (*sizes, sympy.Ge(alpha, 0))
    most = sympy.Le(alpha * whole * part, alpha * whole)
    yield Step("pairs", Valid(some, most), Logic(),
               "a pair at any s >= D changes the weight by alpha exp(-D / tau) at most", (
        Twin("at any s", Valid((some[0], some[2]), most)),
    ))  # fmt: skip
    for name, size in (("potentiation", "alpha_+"), ("depression", "alpha_-")):
        amplitude = sympy.Symbol(size, real=True)
        apart = sympy.Limit(amplitude * late, tau, 0)
        yield Step(name, Valid((), sympy.Eq(apart, 0)), Calculus(),
                   "pairs a bin or more apart add nothing", (
            Twin("pairs a bin apart still count", Valid((), sympy.Eq(apart, amplitude))),
        ))  # fmt: skip
    near = sympy.Limit(alpha * sympy.exp(-gap / tau), gap, 0)
    yield Step("same-bin", Valid((sympy.Gt(tau, 0),), sympy.Eq(near, alpha)), Calculus(),
               "depression just after a spike keeps its size, whatever tau", (
        Twin("in one bin depression vanishes, too", Valid((sympy.Gt(tau, 0),), sympy.Eq(near, 0))),
    ))  # fmt: skip
    y, x = sympy.symbols("y x", real=True)
    bits = tuple(sympy.Or(sympy.Eq(bit, 0), sympy.Eq(bit, 1)) for bit in (x, y))
    pair = sympy.Piecewise((alpha, sympy.And(sympy.Eq(x, 1), sympy.Eq(y, 1))), (0, True))
    yield Step("rule", Valid(bits, sympy.Eq(pair, alpha * x * y)), Logic(),
               "what stays is the rule with nu = 1")  # fmt: skip


def by_tau() -> list[Curve]:
    """Draw the largest values by bin."""
    xs = [m / 50 for m in range(1, 151)]
    times = np.linspace(0, 1, 400)
    first, after = [], []
    for x in xs:
        first.append(float((np.exp(-times / x) - np.exp(-4 * times / x)).max()))
        late = 1 + 9 * times
        after.append(float((np.exp(-late / x) - np.exp(-4 * late / x)).max()))
    return [Curve("bin of the spike", xs, first), Curve("later bins", xs, after)]
