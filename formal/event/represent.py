"""What a neuron represents: the event of the inputs after which it fires.

A neuron represents an event with delay d iff for every t it fires at t + d iff letters 0..t-1 spell
a word of the event.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..net.model import Net
from ..net.synapse import MAX_DELAY
from .alphabet import Alphabet
from .automaton import STATES, Automaton, crawl, difference, minimal

Bits = NDArray[np.bool_]


def represented(
    net: Net,
    neuron: str,
    delay: int = 0,
    *,
    alphabet: Alphabet | None = None,
    budget: int = STATES,
) -> Automaton:
    """Return the minimal automaton of the event that a neuron represents with a delay.

    Args:
        delay: ticks from the end of a word to the firing; with 0 every neuron represents an event.
        alphabet: the letters, over all afferents that lead to the neuron at least, which are its
            default; with symbols, ticks that are no letter do not come.
        budget: how many states of the net may be explored.

    Raises:
        InputError: it is an afferent, or represents no event with this delay.
        BudgetError: too many states.
    """
    if net.threshold(neuron) is None:
        problem = f"{neuron!r} is an afferent, which is free to fire or not"
        raise InputError("neuron", problem, "name a neuron")
    if isinstance(delay, bool) or not isinstance(delay, int) or delay < 0:
        raise InputError("delay", f"it is {delay!r:.80}", "count ticks: 0, 1, 2, ...")
    if delay > MAX_DELAY:
        raise InputError("delay", f"it is {delay}", f"stay at {MAX_DELAY:,} or below")
    part = net.subnet([neuron])
    alphabet = alphabet or Alphabet(part.afferents)
    explored = Explored(part, alphabet)
    whole = minimal(
        crawl(alphabet, explored.start, explored.follow,
              lambda state: explored.fires(state, neuron), budget)
    )  # fmt: skip
    return _without(whole, delay, neuron) if delay else whole


def _without(whole: Automaton, delay: int, neuron: str) -> Automaton:
    """Return the event of which ``whole`` is each word with any ``delay`` letters behind it."""
    accepts = list(whole.accepts)
    for _ in range(delay):
        accepts = [accepts[row[0]] if row else False for row in whole.moves]
    stem = minimal(Automaton(whole.alphabet, whole.moves, tuple(accepts)))
    again = crawl(
        whole.alphabet,
        (0, (False,) * delay),
        lambda now: [(to, (*now[1][1:], stem.accepts[now[0]])) for to in stem.moves[now[0]]],
        lambda now: now[1][0],
    )
    word = difference(whole, again)
    if word is not None:
        said = spelled(word, whole.alphabet)
        problem = f"with a delay of {delay} {neuron!r} represents no event"
        fix = f"what it does after {said} depends on more, or less, than all but the last {delay}"
        raise InputError("delay", problem, f"{fix}; try a smaller delay")
    return stem


def spelled(word: Iterable[int], alphabet: Alphabet) -> str:
    """Write a word, a set of names a letter."""
    ticks = [" ".join(n for n in alphabet.names if n in alphabet.letters[k]) for k in word]
    if alphabet.symbols:
        return " ".join(ticks) or "the empty word"
    return " ".join(f"{{{names}}}" for names in ticks) or "the empty word"


class Explored:
    """A net's states, and what follows each for every letter.

    A state is a bit for each neuron and each tick that its synapses look back to, and for each
    afferent and each tick that is past.

    Args:
        net: all its afferents are in the alphabet.
    """

    def __init__(self, net: Net, alphabet: Alphabet) -> None:
        program = net.program
        deepest = np.ones(program.rows, np.int64)
        np.maximum.at(deepest, program.source, program.delay)
        self._net = net
        self._neurons = np.flatnonzero(program.thresholds)
        self._bars = program.thresholds[self._neurons]
        # what is remembered: a neuron now and before, an afferent before
        past = [(row, ago) for row, most in enumerate(deepest.tolist()) for ago in range(most)
                if ago or program.thresholds[row]]  # fmt: skip
        self._place = {key: k for k, key in enumerate(past)}
        letters = alphabet.letters
        names = list(net.names)
        self._free: dict[int, Bits] = {
            row: np.array([names[row] in letter for letter in letters], np.bool_)
            for row in np.flatnonzero(program.thresholds == 0).tolist()
        }
        number = {row: k for k, row in enumerate(self._neurons.tolist())}
        size = len(number), len(past)
        self._weights, self._vetoes = np.zeros(size, np.int64), np.zeros(size, np.int64)
        shape = len(number), len(letters)
        self._pushed, self._blocked = np.zeros(shape, np.int64), np.zeros(shape, np.bool_)
        for row, k in number.items():
            for source, weight, delay in program.incoming(row):
                if (source, delay - 1) in self._place:
                    at = self._place[source, delay - 1]
                    self._weights[k, at] += weight
                    self._vetoes[k, at] += not weight
                elif weight:
                    self._pushed[k] += weight * self._free[source]
                else:
                    self._blocked[k] |= self._free[source]
        # where each bit of the next state comes from
        self._moved = [(k, self._place.get((row, ago - 1))) for (row, ago), k in (
            self._place.items()) if ago]  # fmt: skip
        self._past, self._number, self._letters = past, number, len(letters)
        first = np.zeros(len(past), np.bool_)
        for row in np.flatnonzero(program.initial).tolist():
            first[self._place[row, 0]] = True
        self.start: bytes = first.tobytes()

    def fires(self, state: bytes, neuron: str) -> bool:
        """Say whether a neuron fires now."""
        return bool(state[self._place[self._net.row(neuron), 0]])

    def follow(self, state: bytes) -> list[bytes]:
        """Return the next states, by letter."""
        now = np.frombuffer(state, np.bool_)
        sums = (self._weights @ now)[:, None] + self._pushed
        blocked = (self._vetoes @ now > 0)[:, None] | self._blocked
        fires = (sums >= self._bars[:, None]) & ~blocked
        after = np.zeros((self._letters, len(self._past)), np.bool_)
        for row, k in self._number.items():
            after[:, self._place[row, 0]] = fires[k]
        for k, before in self._moved:
            after[:, k] = self._free[self._past[k][0]] if before is None else now[before]
        return [row.tobytes() for row in after]
