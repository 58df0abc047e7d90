"""Random nets and formulae from a seeded generator, apart from the prover."""

import numpy as np

from psychon.formal.formula.expr import FALSE, ORIGIN, TRUE, Formula, atom
from psychon.formal.formula.kinds import Kind
from psychon.formal.net.model import Net

Rng = np.random.Generator


def random_net(
    rng: Rng,
    *,
    afferents: int = 3,
    neurons: int = 5,
    max_delay: int = 3,
    max_weight: int = 3,
    max_fan_in: int = 4,
    vetoes: bool = True,
    initial: bool = False,
    cycles: bool = False,
) -> Net:
    """Return a net with random wiring, order of rows, signs and names.

    Args:
        max_fan_in: synapses onto one neuron at most, parallel ones included.
        cycles: let neurons listen to any neuron, not only to earlier ones.
    """
    ages = [str(name) for name in rng.permutation(afferents + neurons)]
    names = [f"{'xyz'[int(age) % 3]}{age}" for age in ages]
    young = names[afferents:]
    document: dict[str, dict[str, object]] = {name: {} for name in names[:afferents]}
    synapses: dict[tuple[str, str, int, bool], dict[str, object]] = {}
    for place, name in enumerate(young):
        sources = names if cycles else names[: afferents + place]
        total = 0
        for _ in range(int(rng.integers(0, max_fan_in + 1)) if sources else 0):
            source = sources[int(rng.integers(len(sources)))]
            delay = int(rng.integers(1, max_delay + 1))
            veto = vetoes and rng.random() < 0.2
            row: dict[str, object] = {"source": source, "target": name, "delay": delay}
            weight = int(rng.integers(1, max_weight + 1)) * (-1 if rng.random() < 0.3 else 1)
            row |= {"veto": True} if veto else {"weight": weight}
            if (source, name, delay, veto) not in synapses:
                synapses[source, name, delay, veto] = row
                total += 0 if veto else max(weight, 0)
        document[name] = {"threshold": int(rng.integers(1, max(2, total + 1)))}
    rows = list(synapses.values())
    return Net.from_dict(
        {
            "format": "psychon-net/1",
            "neurons": {names[k]: document[names[k]] for k in rng.permutation(len(names))},
            "synapses": [rows[k] for k in rng.permutation(len(rows))],
            "initial": [name for name in young if initial and rng.random() < 0.3],
        }
    )


def random_tpe(rng: Rng, names: list[str], size: int = 6, max_ticks: int = 3) -> Formula:
    """Return a temporal propositional expression built by its rules from up to ``size`` atoms."""
    if size <= 1 or rng.random() < 0.1:
        leaf = atom(names[int(rng.integers(len(names)))])
        return leaf.S(int(rng.integers(0, max_ticks + 1)))
    left_size = int(rng.integers(1, size))
    left = random_tpe(rng, names, left_size, max_ticks)
    right = random_tpe(rng, names, size - left_size, max_ticks)
    made = [left | right, left & right, left & ~right, left | right][int(rng.integers(4))]
    return made.S(int(rng.integers(1, max_ticks + 1))) if rng.random() < 0.2 else made


def random_formula(
    rng: Rng,
    names: list[str],
    size: int = 6,
    max_ticks: int = 2,
    *,
    origin: bool = True,
    past: bool = False,
) -> Formula:
    """Return any formula, with ``once``, ``historically`` and ``since`` if ``past``."""
    if size <= 1:
        leaves = [TRUE, FALSE, ORIGIN if origin else TRUE]
        if rng.random() < 0.1:
            return leaves[int(rng.integers(3))]
        return atom(names[int(rng.integers(len(names)))])
    if rng.random() < 0.3:
        inner = random_formula(rng, names, size - 1, max_ticks, origin=origin, past=past)
        if past and rng.random() < 0.3:
            return Formula((Kind.ONCE, Kind.HISTORICALLY)[int(rng.integers(2))], (inner,))
        if not max_ticks or rng.random() < 0.5:
            return ~inner
        return inner.S(int(rng.integers(1, max_ticks + 1)))
    left_size = int(rng.integers(1, size))
    left = random_formula(rng, names, left_size, max_ticks, origin=origin, past=past)
    right = random_formula(rng, names, size - left_size, max_ticks, origin=origin, past=past)
    if past and rng.random() < 0.15:
        return Formula(Kind.SINCE, (left, right))
    return [left & right, left | right, left >> right, left.iff(right)][int(rng.integers(4))]
