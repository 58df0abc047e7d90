"""Figure 1(a) to (d) and (h): the wiring computes the published formula."""

from collections.abc import Iterator, Mapping
from functools import partial

from ....formal.formula.parse import parse_property
from ....formal.registry import load
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.statements import holds
from ...derivation.step import Step
from ...reasons.logic import Logic
from .twins import twins

SOURCE = "McCulloch & Pitts 1943, Bull. Math. Biophys. 5:130, figure 1"


def published(name: str) -> Iterator[Step]:
    """Yield a step for each formula published with a net, by the name of its neuron."""
    net = load(name)
    for text in net.expect:
        said = holds(net, text, about=name)
        yield Step(str(said.says.target), said, Logic(), twins=twins(name, said))


def rates(
    name: str,
    probabilities: Mapping[str, float],
    *,
    steps: int = 128,
    runs: int = 16384,
    label: str = "rate",
) -> Iterator[Rate]:
    """Yield an experiment for each formula published with a net."""
    for text in load(name).expect:
        prop = parse_property(text)
        assert prop.target is not None
        yield Rate(
            f"{label} of {prop.target}", partial(load, name), prop.target, str(prop.formula),
            probabilities, steps, runs,
        )  # fmt: skip


for _letter, _does, _rates in (
    ("a", "a neuron repeats its afferent one tick later", {"N1": 0.7}),
    ("b", "a neuron fires one tick after either afferent", {"N1": 0.2, "N2": 0.5}),
    ("c", "a neuron fires one tick after both afferents", {"N1": 0.8, "N2": 0.6}),
    ("d", "a neuron repeats one afferent unless the other fires", {"N1": 0.8, "N2": 0.3}),
    ("h", "a neuron fires after two firings in succession (temporal summation)", {"N1": 0.8}),
):
    _name = f"figure-1{_letter}"
    LIBRARY.claim(
        _name,
        f"Figure 1({_letter})",
        f"In the net of figure 1({_letter}) {_does}: {'; '.join(load(_name).expect)},"
        " for all inputs at all times.",
        source=SOURCE,
        experiments=rates(_name, _rates),
    )(partial(published, _name))
