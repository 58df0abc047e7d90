"""Boolean threshold networks as nets, against their own definition on every state."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from psychon.formal.errors import NetError
from psychon.formal.net.model import Net
from psychon.formal.net.tick import tick

Network = tuple[dict[tuple[str, str], int], dict[str, float]]


@st.composite
def networks(draw: DrawFn) -> Network:
    """Return weights and thresholds of up to six neurons."""
    names = draw(st.lists(st.sampled_from("ABCDEFGH"), min_size=1, max_size=6, unique=True))
    names = [*names[:-1], "tonic"] if draw(st.booleans()) else names
    pairs = st.sampled_from(list(product(names, names)))
    weights = draw(st.dictionaries(pairs, st.integers(-3, 3), max_size=14))
    halves = st.integers(-6, 6).map(lambda k: k / 2)
    return weights, {name: draw(halves) for name in names}


def follow(network: Network, ties: str, state: frozenset[str]) -> frozenset[str]:
    """Return the network's next state by its definition."""
    weights, thresholds = network
    firing = set()
    for name, threshold in thresholds.items():
        total = sum(w for (s, target), w in weights.items() if target == name and s in state)
        if total > threshold or (total == threshold and ties == "hold" and name in state):
            firing.add(name)
    return frozenset(firing)


@given(networks(), st.sampled_from(["hold", "off"]))
def test_every_state_is_followed_by_the_networks_next(network: Network, ties: str) -> None:
    net = Net.from_threshold(*network, ties=ties)  # type: ignore[arg-type]
    names = list(network[1])
    assert net.names[: len(names)] == tuple(names)
    assert net.names[len(names) :] == net.initial
    for pattern in product([False, True], repeat=len(names)):
        state = frozenset(name for name, on in zip(names, pattern, strict=True) if on)
        now = tick(net, [state | set(net.initial)])
        assert now == follow(network, ties, state) | set(net.initial)


def test_the_helper_is_tonic_and_only_there_where_needed() -> None:
    net = Net.from_threshold({("A", "B"): 1}, {"A": 0, "B": -0.5}, ties="hold")
    assert net.initial == ("tonic",)
    assert [str(s) for s in net.incoming("tonic")] == ["tonic -> tonic (weight 1, delay 1)"]
    assert Net.from_threshold({("A", "B"): 1}, {"A": 0, "B": 0.5}).initial == ()
    assert Net.from_threshold({}, {"tonic": -1}).initial == ("tonic_",)
    assert Net.from_threshold({}, {}).names == ()


def test_numbers_of_other_types_are_read() -> None:
    plain = Net.from_threshold({("A", "A"): -2}, {"A": 1.5})
    assert Net.from_threshold({("A", "A"): np.int64(-2)}, {"A": Fraction(3, 2)}) == plain  # type: ignore[dict-item]
    assert Net.from_threshold({("A", "A"): -2}, {"A": np.float32(1.5)}) == plain  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("weights", "thresholds", "ties", "message"),
    [
        ({}, {"A": 0.25}, "hold", "thresholds['A']: it is 0.25; "
         "write a multiple of 1/2, as 0, 1 or -0.5"),
        ({}, {"A": float("nan")}, "hold", "thresholds['A']: it is nan; "
         "write a multiple of 1/2, as 0, 1 or -0.5"),
        ({}, {"A": True}, "hold", "thresholds['A']: it is True; "
         "write a multiple of 1/2, as 0, 1 or -0.5"),
        ({}, {"A": "0"}, "off", "thresholds['A']: it is '0'; "
         "write a multiple of 1/2, as 0, 1 or -0.5"),
        ({}, {"once": 0}, "off", "thresholds['once']: 'once' is a word of the formula language; "
         "choose another name"),
        ({("A", "B"): 1}, {"A": 0}, "off", "weights[('A', 'B')]: 'B' has no threshold; "
         "give it one, 0 say; known names: A"),
        ({"AB": 1}, {"A": 0}, "off", "weights['AB']: the key is no pair; write (source, target)"),
        ({("A", "A"): 0.5}, {"A": 0}, "off",
         "weights[('A', 'A')]: it is 0.5; write a whole number"),
        ({("A", "A"): 1}, {"A": 0}, "on", "ties: it is 'on'; write \"hold\" or \"off\""),
        ([], {"A": 0}, "off", "weights: it is no mapping; write {key: number, ...}"),
        ({}, ["A"], "off", "thresholds: it is no mapping; write {key: number, ...}"),
        ({("A", "A"): 2**31}, {"A": 0}, "hold", "thresholds['A']: its weights and threshold, "
         "made whole, reach 4.295e+09; keep them within 2147483648 / 2"),
    ],
)  # fmt: skip
def test_what_is_no_network_is_refused(
    weights: object, thresholds: object, ties: str, message: str
) -> None:
    with pytest.raises(NetError) as caught:
        Net.from_threshold(weights, thresholds, ties)  # type: ignore[arg-type]
    assert str(caught.value) == message
