"""The fewest inputs that turn one threshold unit, by a formula."""

from collections.abc import Sequence
from itertools import accumulate

from ..errors import InputError


def flips(
    weights: Sequence[int], threshold: int, inputs: Sequence[int], vetoes: Sequence[int] = ()
) -> tuple[int, ...] | None:
    """Return the places of fewest inputs whose flipping makes a unit do otherwise; None if never.

    The unit fires iff no veto is active and the weights of the active inputs sum to the threshold.
    Flipping input i off or on takes w_i (2 x_i - 1) from the sum. So a unit that fires is turned
    off by the m largest gains max(0, w_i (2 x_i - 1)) as soon as they make up its margin, the sum
    less the threshold plus 1, and by no m others before; or by one silent veto. A silent one is
    turned on by silencing all active vetoes and making up what is missing.

    Args:
        weights: of the inputs; vetoes have none.
        inputs: what each input is, 0 or 1.
        vetoes: what each veto is; they come after the inputs in the places returned.

    Raises:
        InputError: inputs and weights differ in number, or an input is neither 0 nor 1.
    """
    if len(weights) != len(inputs):
        problem = f"{len(inputs)} inputs for {len(weights)} weights"
        raise InputError("inputs", problem, "give one each")
    for k, value in enumerate([*inputs, *vetoes]):
        if value not in (0, 1):
            raise InputError(f"inputs[{k}]", f"it is {value!r:.80}", "give 0 or 1")
    total = sum(w * x for w, x in zip(weights, inputs, strict=True))
    active = tuple(len(weights) + k for k, veto in enumerate(vetoes) if veto)
    if total >= threshold and not active:
        if len(vetoes):
            return (len(weights),)
        return _largest(weights, inputs, 1, total - threshold + 1)
    found = _largest(weights, inputs, -1, threshold - total)
    return None if found is None else (*found, *active)


def _largest(
    weights: Sequence[int], inputs: Sequence[int], sign: int, margin: int
) -> tuple[int, ...] | None:
    """Return the places of the largest gains that make up a margin, the fewest."""
    gains = [sign * w * (2 * x - 1) for w, x in zip(weights, inputs, strict=True)]
    order = sorted((k for k, gain in enumerate(gains) if gain > 0), key=lambda k: -gains[k])
    reached = accumulate((gains[k] for k in order), initial=0)
    for count, gained in enumerate(reached):
        if gained >= margin:
            return tuple(sorted(order[:count]))
    return None
