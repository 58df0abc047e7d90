"""Boolean threshold networks, as gene regulation is modelled, as nets.

They have thresholds of any sign in halves, and may keep their last state where the sum equals the
threshold. A net has integer thresholds of 1 and more, so ties are broken by a synapse of a neuron
onto itself, and thresholds below 1 are made up for by a tonic helper: a neuron that fires always.
"""

from collections.abc import Mapping
from fractions import Fraction
from numbers import Rational, Real
from typing import Final, Literal

from ..errors import InputError, NetError, nearest
from ..formula.expr import check_name
from .document import FORMAT
from .synapse import MAX_WEIGHT

TONIC: Final = "tonic"
"""What the helper is called; underscores follow where a neuron has this name."""


def threshold_document(
    weights: Mapping[tuple[str, str], int],
    thresholds: Mapping[str, float | Fraction],
    ties: Literal["hold", "off"] = "hold",
) -> dict[str, object]:
    """Return the document of a Boolean threshold network.

    Args:
        weights: by (source, target); 0 is no connection.
        thresholds: by name, multiples of 1/2; a neuron whose sum exceeds its own fires.
        ties: what a sum that equals the threshold does: "hold" keeps the last state, "off"
            silences.

    Raises:
        NetError: with the key, its value and what to write instead.
    """
    if ties not in ("hold", "off"):
        raise NetError("ties", f"it is {ties!r:.80}", 'write "hold" or "off"')
    if not isinstance(weights, Mapping) or not isinstance(thresholds, Mapping):
        label = "thresholds" if isinstance(weights, Mapping) else "weights"
        raise NetError(label, "it is no mapping", "write {key: number, ...}")
    bars = {_name(name): _doubled(name, value) for name, value in thresholds.items()}
    incoming: dict[str, dict[str, int]] = {name: {} for name in bars}
    for key, weight in weights.items():
        source, target = _ends(key, bars)
        if _weight(key, weight):
            incoming[target][source] = int(weight)

    helper = TONIC
    while helper in bars:
        helper += "_"
    neurons: dict[str, object] = {}
    synapses: list[dict[str, object]] = []
    helped = False
    for name, bar in bars.items():
        terms = dict(incoming[name])
        # sum > bar / 2 iff sum >= floor(bar / 2) + 1
        threshold = bar // 2 + 1
        if ties == "hold" and bar % 2 == 0:
            # 2 sum + x >= bar + 1 iff sum > bar / 2, or they are equal and x, the last state, is 1
            terms = {source: 2 * weight for source, weight in terms.items()}
            terms[name] = terms.get(name, 0) + 1
            threshold = bar + 1
        if threshold < 1:
            terms[helper] = 1 - threshold
            threshold, helped = 1, True
        _fit(name, threshold, terms)
        neurons[name] = {"threshold": threshold}
        synapses += [{"source": s, "target": name, "weight": w} for s, w in terms.items()]
    if helped:
        neurons[helper] = {"threshold": 1}
        synapses.append({"source": helper, "target": helper, "weight": 1})
    return {
        "format": FORMAT,
        "neurons": neurons,
        "synapses": synapses,
        "initial": [helper] if helped else [],
    }


def _name(name: object) -> str:
    try:
        return check_name(name, f"thresholds[{name!r:.80}]")
    except InputError as error:
        raise NetError(error.place, error.problem, error.fix) from None


def _doubled(name: str, value: object) -> int:
    """Return twice a threshold, which must be whole."""
    if isinstance(value, Real) and not isinstance(value, bool):
        try:
            twice = 2 * (Fraction(value) if isinstance(value, Rational) else Fraction(float(value)))
        except (ValueError, OverflowError):  # NaN and infinity
            twice = Fraction(1, 3)
        if twice.denominator == 1:
            return int(twice)
    raise NetError(
        f"thresholds[{name!r}]", f"it is {value!r:.80}", "write a multiple of 1/2, as 0, 1 or -0.5"
    )


def _ends(key: object, names: Mapping[str, int]) -> tuple[str, str]:
    place = f"weights[{key!r:.160}]"
    if not isinstance(key, tuple) or len(key) != 2:
        raise NetError(place, "the key is no pair", "write (source, target)")
    for name in key:
        if not isinstance(name, str) or name not in names:
            near = nearest(str(name), list(names))
            raise NetError(place, f"{name!r:.80} has no threshold", f"give it one, 0 say; {near}")
    return key


def _weight(key: tuple[str, str], weight: object) -> bool:
    if not isinstance(weight, Rational) or isinstance(weight, bool) or weight.denominator != 1:
        raise NetError(f"weights[{key!r:.160}]", f"it is {weight!r:.80}", "write a whole number")
    return weight != 0


def _fit(name: str, threshold: int, terms: Mapping[str, int]) -> None:
    largest = max(threshold, *map(abs, terms.values())) if terms else threshold
    if largest > MAX_WEIGHT:
        raise NetError(
            f"thresholds[{name!r}]",
            f"its weights and threshold, made whole, reach {largest:.3e}",
            f"keep them within {MAX_WEIGHT} / 2",
        )
