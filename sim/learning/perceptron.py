"""The perceptron: a mistake moves the weights by the example, nothing else does.

Examples are gone through in order, again and again; y (w.x) <= 0 is a mistake, upon which y x is
added to w. A threshold is learned as the weight of an input that is always 1.

Source: Rosenblatt 1958, Psychol. Rev. 65:386-408; Novikoff 1962, Symp. Math. Theory of Automata
12:615-622 (no more than R^2 / gamma^2 mistakes).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...formal.errors import InputError, counted
from ..arguments import numbers, whole
from ..engine.choice import chosen_for_loops
from .arguments import starting
from .compiled import compiled
from .lanes import Reals

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Perceptrons:
    """Replicas after their examples.

    Args:
        weights: [replicas, inputs].
        mistakes: [replicas] how many were made, hence how many updates.
        epochs: [replicas] how often each went through its examples.
        separated: [replicas] whether the last time was without mistakes.
        engine: "numpy" or "fast".
    """

    weights: Reals
    mistakes: Integers
    epochs: Integers
    separated: NDArray[np.bool_]
    engine: str

    def __repr__(self) -> str:
        replicas, inputs = self.weights.shape
        return f"<Perceptrons: {counted(replicas, 'replica')} of {counted(inputs, 'input')}>"


def perceptron(
    examples: ArrayLike,
    labels: ArrayLike,
    *,
    epochs: int = 1000,
    weights: ArrayLike | None = None,
    engine: str = "auto",
) -> Perceptrons:
    """Let perceptrons learn until they make no mistake, each replica from examples of its own.

    Args:
        examples: [replicas, examples, inputs], or [examples, inputs] for one replica.
        labels: 1 and -1, [replicas, examples] or [examples] for all.
        epochs: how often the examples are gone through at most.
        weights: to start from, [inputs] or [replicas, inputs]; 0 by default.
        engine: "auto", "numpy" or "fast"; their results are equal to the last bit.

    Raises:
        InputError: an argument out of range.
        BudgetError: the weights would take too much memory.
    """
    table = numbers("examples", examples, (-1, -1), (-1, -1, -1))
    table = table[None] if table.ndim == 2 else table
    if not table.size:
        raise InputError("examples", f"their shape is {table.shape}", "give one at least")
    replicas, count, inputs = table.shape
    signs = numbers("labels", labels, (count,), (replicas, count))
    if not np.isin(signs, (-1, 1)).all():
        wrong = signs[~np.isin(signs, (-1, 1))].flat[0]
        raise InputError("labels", f"one is {wrong:g}", "give 1 and -1")
    epochs, used = whole("epochs", epochs), chosen_for_loops(engine)
    w = starting(weights, 0.0, replicas, inputs, 0)
    signs = np.ascontiguousarray(np.broadcast_to(signs, (replicas, count)))
    mistakes, gone = np.zeros(replicas, np.int64), np.zeros(replicas, np.int64)
    separated = np.zeros(replicas, np.bool_)
    learn = compiled(kernel) if used == "fast" else twin
    learn(np.ascontiguousarray(table), signs, w, epochs, mistakes, gone, separated)
    return Perceptrons(w, mistakes, gone, separated, used)


def kernel(
    x: Reals,
    y: Reals,
    w: Reals,
    epochs: int,
    mistakes: Integers,
    gone: Integers,
    separated: NDArray[np.bool_],
) -> None:
    """Learn, in plain loops to be compiled; arguments and results as of ``perceptron``."""
    replicas, examples, inputs = x.shape
    for r in range(replicas):
        while gone[r] < epochs and not separated[r]:
            gone[r] += 1
            separated[r] = True
            for i in range(examples):
                v = 0.0
                for j in range(inputs):
                    v += w[r, j] * x[r, i, j]
                if y[r, i] * v <= 0.0:
                    separated[r] = False
                    mistakes[r] += 1
                    for j in range(inputs):
                        w[r, j] += y[r, i] * x[r, i, j]


def twin(
    x: Reals,
    y: Reals,
    w: Reals,
    epochs: int,
    mistakes: Integers,
    gone: Integers,
    separated: NDArray[np.bool_],
) -> None:
    """Learn, all replicas at once; sums run over inputs in the kernel's order."""
    across = np.ascontiguousarray(x.transpose(1, 2, 0))
    while (going := ~separated).any() and gone.max() < epochs:
        gone += going
        separated |= going
        for i, u in enumerate(across):
            v = (w.T.copy() * u).sum(axis=0)
            wrong = going & (y[:, i] * v <= 0.0)
            separated &= ~wrong
            mistakes += wrong
            w += np.where(wrong, y[:, i] * u, 0.0).T
