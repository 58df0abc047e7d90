"""Start-up and silence: nothing fires before t = 0, and silence begets silence."""

from collections.abc import Iterator
from functools import partial

import sympy

from ....formal.formula.parse import parse
from ....formal.registry import load, nets
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.statements import Cases, Everywhere, Let, Run, Valid, Value, holds
from ...derivation.step import Step, Twin
from ...reasons.cases import Enumeration, Replay
from ...reasons.given import Definition, Lemma
from ...reasons.logic import Logic
from ..slips import texts
from .theorem_3 import RULES

NONE = frozenset[str]()


@LIBRARY.claim(
    "startup-and-silence",
    "Start-up and silence",
    "Nothing fires before t = 0, and at t = 0 a neuron fires iff it does so initially, whatever"
    " the afferents do. An arbitrary neuron (threshold >= 1) none of whose synapses is active does"
    " not fire: its sum is 0, synapse by synapse, and 0 is below its threshold. So silence begets"
    " silence; each net of the registry without initial firing stays silent for ever in silence."
    " Initial firing needs origin: it is there in silence, where every TPE is false.",
    source="McCulloch & Pitts 1943, Bull. Math. Biophys. 5:118-122; the start at t = 0 is"
    " psychon's",
    experiments=[
        Rate("initial firing", partial(load, "initial-delays"), "OUT", "S^2 p | S^3 origin",
             {"p": 0.3}, 5, 200_000),
        Rate("initial veto", partial(load, "initial-veto"), "OUT", "origin | S p & ~S^2 origin",
             {"p": 0.4}, 5, 200_000),
    ],
    notes=("The steps for one neuron are for all nets; runs are by cases, up to the registry.",),
)  # fmt: skip
def startup_and_silence() -> Iterator[Step]:
    """Prove the step of the induction for any neuron; run every net in silence."""
    total, after, weight, bar = sympy.symbols("s s_after w theta", integer=True)
    active, vetoed = sympy.symbols("x v")
    more = total + sympy.Piecewise((weight, active), (0, True))
    yield Step("sum", Let(after, more), Definition(), "one synapse more")
    empty = (sympy.Eq(after, more), sympy.Eq(total, 0), sympy.Not(active))
    yield Step("adds-nothing", Valid(empty, sympy.Eq(after, 0)), Logic(),
               "the sum over synapses of which none is active stays 0", (
        Twin("whether or not it is active", Valid(empty[:2], sympy.Eq(after, 0))),
    ))  # fmt: skip
    quiet = sympy.Not(sympy.And(sympy.Ge(total, bar), sympy.Not(vetoed)))
    yield Step("below-threshold", Valid((sympy.Eq(total, 0), sympy.Ge(bar, 1)), quiet), Logic(),
               "0 does not reach the threshold, veto or not", (
        Twin("whatever the threshold", Valid((sympy.Eq(total, 0), sympy.Ge(bar, 0)), quiet)),
    ))  # fmt: skip
    start, silence = [], []
    for name, net in nets().items():
        awake = tuple((n, (0,) if n in net.initial else ()) for n in net.neurons)
        start.append(Step(name, Run(net, (frozenset(net.afferents),), awake, name), Replay()))
        if not net.initial:
            # after the longest delay nothing the net depends on is left to change
            ticks = net.program.longest_delay + 2
            never = tuple((n, ()) for n in net.neurons)
            silence.append(Step(name, Run(net, (NONE,) * ticks, never, name), Replay()))
    early = Value(parse("S p"), (frozenset({"p"}),), False)
    yield Step("before", early, Replay(), "nothing fires before t = 0")
    yield Step("start", Cases("nets of the registry, all afferents firing at t = 0",
               tuple(start)), Enumeration())  # fmt: skip
    yield Step("silence", Cases("nets of the registry without initial firing, in silence",
               tuple(silence)), Enumeration())  # fmt: skip
    late = load("initial-delays")
    yield Step("tpe", Everywhere(False, RULES), Lemma("theorem-3", "everywhere"))
    yield Step("initial-run", Run(late, (NONE,) * 6, (("I", (0,)), ("OUT", (3,)))), Replay(),
               "so no TPE solves it", (
        Twin("in silence nothing fires", Run(late, (NONE,) * 6, (("I", (0,)), ("OUT", ())))),
    ))  # fmt: skip
    said = holds(late, "OUT = S^2 p | S^3 origin", about="initial-delays")
    yield Step("origin", said, Logic(), twins=texts(
        said,
        ("its inputs alone solve it", "OUT = S^2 p"),
        ("initial firing lasts", "OUT = S^2 p | S^3 once origin"),
    ))  # fmt: skip
