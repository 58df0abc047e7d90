"""Hypothesis strategies for names, formulae, nets and inputs, shared by all tests."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from psychon.formal.formula.expr import FALSE, ORIGIN, TRUE, Formula, atom
from psychon.formal.formula.kinds import RESERVED, Kind
from psychon.formal.net.model import Net

names: SearchStrategy[str] = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_.\[\]]{0,9}\Z").filter(
    lambda name: name not in RESERVED
)


def formulas(
    atoms: SearchStrategy[str] | None = None, *, past: bool = True, leaves: int = 12
) -> SearchStrategy[Formula]:
    """Return formulae, with ``once``, ``historically`` and ``since`` if ``past``."""
    ground = (names if atoms is None else atoms).map(atom) | st.sampled_from([TRUE, FALSE, ORIGIN])

    def grow(inner: SearchStrategy[Formula]) -> SearchStrategy[Formula]:
        pair = st.tuples(inner, inner)
        kinds = [Kind.AND, Kind.OR, Kind.IMPLIES, Kind.IFF] + [Kind.SINCE] * past
        made = st.builds(Formula, st.sampled_from(kinds), pair)
        made |= inner.map(lambda f: ~f)
        made |= st.builds(lambda f, n: f.S(n), inner, st.integers(1, 4))
        if past:
            single = st.sampled_from([Kind.ONCE, Kind.HISTORICALLY])
            made |= st.builds(lambda kind, f: Formula(kind, (f,)), single, inner)
        return made

    return st.recursive(ground, grow, max_leaves=leaves)


@st.composite
def nets(draw: DrawFn, *, cycles: bool = True, initial: bool = True) -> Net:
    """Return small nets with delays, vetoes, signed weights and parallel synapses."""
    labels = draw(st.lists(names, min_size=1, max_size=6, unique=True))
    cut = draw(st.integers(0, len(labels) - 1))
    afferents, neurons = labels[:cut], labels[cut:]
    builder = Net.build().afferent(*afferents)
    for name in neurons:
        fires = initial and draw(st.booleans())
        builder.neuron(name, draw(st.integers(1, 4)), initial=fires)
    for place, target in enumerate(neurons):
        sources = labels if cycles else labels[: cut + place]
        ends = st.tuples(st.sampled_from(sources), st.integers(1, 3), st.booleans())
        for source, delay, veto in draw(st.lists(ends, max_size=4, unique=True)) if sources else ():
            if veto:
                builder.veto(source, target, delay)
            else:
                weight = draw(st.integers(-3, 4).filter(bool))
                builder.synapse(source, target, weight, delay)
    return builder.net()


def histories(atoms: list[str], ticks: int = 8) -> SearchStrategy[list[frozenset[str]]]:
    """Return what fires at each of some ticks."""
    firing = st.frozensets(st.sampled_from(atoms)) if atoms else st.just(frozenset[str]())
    return st.lists(firing, min_size=1, max_size=ticks)
