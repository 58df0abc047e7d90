"""What an expert might think the nets of figure 1 do, or how one might draw them instead."""

from collections.abc import Callable
from typing import Final

from ....formal.net.model import Net
from ....formal.registry import load
from ...derivation.statements import NetProperty
from ...derivation.step import Twin
from ..slips import barred, late, texts, weighing, wirings, without

SAID: Final = {
    "figure-1a N2": (("it fires together with its afferent", "N2 = N1"),),
    "figure-1b N3": (
        ("both afferents are needed", "N3 = S N1 & S N2"),
        ("either, but not both", "N3 = S N1 & ~S N2 | S N2 & ~S N1"),
    ),
    "figure-1c N3": (
        ("either afferent will do", "N3 = S N1 | S N2"),
        ("one after the other", "N3 = S N1 & S^2 N2"),
    ),
    "figure-1d N3": (("the implication of the lecture's rule 2", "N3 = S N1 -> S N2"),),
    "figure-1e N3": (
        ("cold held long is felt only as cold", "N3 = S N1 | S^3 N2 & ~S^2 N2 & ~S^4 N2"),
    ),
    "figure-1e N4": (("cold is felt at once", "N4 = S N2"),),
    "figure-1f N4": (
        ("the dots read by the precedence of today", "N4 = S^2 (N2 | N3 & ~N1 | N1 & N2 & N3)"),
        ("a tick earlier, as with relative inhibition",
         "N4 = S ((N2 | N3) & ~N1 | N1 & N2 & N3)"),
    ),
    "figure-1g N3": (
        ("both at one tick", "N3 = S^2 N2 & ~S^2 N1"),
        ("or for and", "N3 = S^2 N2 | ~S^3 N1"),
    ),
    "figure-1h N2": (
        ("two firings within three ticks", "N2 = S N1 & (S^2 N1 | S^3 N1)"),
    ),
    "figure-1i N3": (
        ("it forgets after a tick", "N3 = S N2 | S N1 & S^2 (N1 & N2)"),
        ("N2 alone teaches it", "N3 = S N2 | S N1 & S once N2"),
    ),
}  # fmt: skip
"""Other formulae, by net and neuron."""

DRAWN: Final[dict[str, tuple[tuple[str, Callable[[Net], Net]], ...]]] = {
    "figure-1a N2": (
        ("the synapse takes two ticks", lambda net: late(net, "N1", "N2", 2)),
        ("a threshold one too high", lambda net: barred(net, "N2", 3)),
    ),
    "figure-1b N3": (
        ("a threshold one too high", lambda net: barred(net, "N3", 3)),
        ("without the endings of N2", lambda net: without(net, "N2", "N3")),
    ),
    "figure-1c N3": (
        ("a threshold one too low", lambda net: barred(net, "N3", 1)),
        ("an ending of N2 too many", lambda net: weighing(net, "N2", "N3", 2)),
    ),
    "figure-1d N3": (
        ("without the inhibitory synapse", lambda net: without(net, "N2", "N3")),
        ("inhibition a tick later", lambda net: late(net, "N2", "N3", 2)),
        ("an excitatory synapse for the inhibitory one", lambda net: weighing(net, "N2", "N3", 2)),
    ),
    "figure-1e N3": (
        ("without the inhibition of B", lambda net: without(net, "N2", "B")),
        ("inhibition of B a tick later", lambda net: late(net, "N2", "B", 2)),
        ("A reaches B a tick later", lambda net: late(net, "A", "B", 2)),
    ),
    "figure-1e N4": (("a threshold one too low", lambda net: barred(net, "N4", 1)),),
    "figure-1f N4": (
        ("without the inhibition of U", lambda net: without(net, "N1", "U")),
        ("M fires for one afferent", lambda net: barred(net, "M", 1)),
    ),
    "figure-1f-relative N4": (
        ("absolute inhibition", lambda net: weighing(net, "N1", "N4", None)),
        ("two endings of N1 too many", lambda net: weighing(net, "N1", "N4", -3)),
        ("a threshold one too high", lambda net: barred(net, "N4", 3)),
    ),
    "figure-1g N3": (
        ("without the inhibitory synapse", lambda net: without(net, "N1", "N3")),
        ("inhibition a tick later", lambda net: late(net, "N1", "N3", 4)),
    ),
    "figure-1h N2": (
        ("a threshold one too low", lambda net: barred(net, "N2", 1)),
        ("the relay takes a tick more", lambda net: late(net, "X", "N2", 2)),
        ("without the direct synapse", lambda net: without(net, "N1", "N2")),
    ),
    "figure-1i N3": (
        ("without the circle", lambda net: without(net, "X", "X")),
        ("X fires for one afferent", lambda net: barred(net, "X", 1)),
    ),
}
"""Other wirings, by net and neuron."""


def twins(name: str, said: NetProperty) -> tuple[Twin, ...]:
    """Return the false twins of a published formula.

    Args:
        name: of the net.
        said: the formula, as a statement about it.
    """
    key, net = f"{name} {said.says.target}", load(name)
    drawn = ((what, change(net)) for what, change in DRAWN.get(key, ()))
    return texts(said, *SAID.get(key, ())) + wirings(said, *drawn)
