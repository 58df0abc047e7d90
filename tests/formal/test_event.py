"""Regular events: expressions, automata, nets, and the way round through all three."""

import re
from itertools import product as tuples

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_nets import random_net

from psychon.formal.errors import BudgetError, FormulaError, InputError
from psychon.formal.event import automaton as automata
from psychon.formal.event import eliminate
from psychon.formal.event.agree import disagreement
from psychon.formal.event.alphabet import Alphabet
from psychon.formal.event.automaton import (
    Automaton,
    classes,
    complement,
    crawl,
    difference,
    minimal,
    outside,
    product,
    shortest,
)
from psychon.formal.event.determine import automaton
from psychon.formal.event.eliminate import expression
from psychon.formal.event.expression import Event, Op, write
from psychon.formal.event.read import read
from psychon.formal.event.realize import realize_event
from psychon.formal.event.represent import represented, spelled
from psychon.formal.net.model import Net
from psychon.formal.net.tick import tick
from psychon.formal.registry import load, nets
from psychon.formal.verify.decide import compare

NETS = 40
"""How many random nets go the whole way round; 200 were tried once."""

AB = Alphabet(("a", "b"), symbols=True)
PQ = Alphabet(("p", "q"))


def words(letters: int, most: int) -> list[tuple[int, ...]]:
    """Return all words of up to so many letters."""
    return [word for n in range(most + 1) for word in tuples(range(letters), repeat=n)]


def spells(event: Event, word: tuple[int, ...]) -> bool:
    """Say by the meaning of an event alone whether a word is in it."""
    if event.op is Op.LETTERS:
        return len(word) == 1 and bool(event.letters >> word[0] & 1)
    if event.op is Op.EMPTY:
        return not word
    if event.op is Op.NOT:
        return not spells(event.args[0], word)
    if event.op is Op.STAR:
        return not word or any(
            spells(event.args[0], word[:k]) and spells(event, word[k:])
            for k in range(1, len(word) + 1)
        )
    first, second = event.args
    if event.op is Op.OR:
        return spells(first, word) or spells(second, word)
    if event.op is Op.AND:
        return spells(first, word) and spells(second, word)
    return any(spells(first, word[:k]) and spells(second, word[k:]) for k in range(len(word) + 1))


def texts(leaves: list[str]) -> st.SearchStrategy[str]:
    """Return random events as text."""
    return st.recursive(
        st.sampled_from(leaves),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
            st.tuples(inner, inner).map(lambda two: f"({two[0]}{two[1]})"),
            st.tuples(inner, inner).map(lambda two: f"({two[0]} & {two[1]})"),
            inner.map(lambda one: f"({one})*"),
            inner.map(lambda one: f"~({one})"),
            inner.map(lambda one: f"({one})+"),
            inner.map(lambda one: f"({one})?^2"),
        ),
        max_leaves=6,
    )


@given(texts(["a", "b", ".", "()", "[]"]))
def test_automata_have_the_words_that_the_meaning_gives(text: str) -> None:
    event, alphabet = read(text, AB)
    made = automaton(event, alphabet)
    for word in words(2, 5):
        assert (word in made) is spells(event, word), (text, word)
    assert len(set(classes(made))) == len(made)


@given(texts(["[p & ~q]", "[q]", "p", ".", "[~(p -> q)]", "()"]))
def test_expressions_come_back_through_their_automata(text: str) -> None:
    made = automaton(*read(text, PQ))
    written = write(expression(made), PQ)
    assert difference(automaton(*read(written, PQ)), made) is None


@given(texts(["a", "b", "."]), texts(["a", "b", "()"]))
def test_questions_are_answered_as_by_trying_words(one: str, two: str) -> None:
    first, second = (automaton(*read(text, AB)) for text in (one, two))
    every = words(2, 6)
    differing = [w for w in every if (w in first) is not (w in second)]
    found = difference(first, second)
    if differing:
        assert found is not None and len(found) == len(differing[0])
    if found is not None:
        assert (found in first) is not (found in second)
    beyond = outside(first, second)
    assert beyond is None or (beyond in first and beyond not in second)
    assert (beyond is None and outside(second, first) is None) is (found is None)
    assert difference(first, complement(complement(first))) is None
    union = product(first, second, lambda a, b: a or b)
    assert all((w in union) is (w in first or w in second) for w in words(2, 4))


def test_a_shortest_word_is_shortest() -> None:
    rng = np.random.default_rng(5)
    for _ in range(300):
        states = int(rng.integers(1, 9))
        first, second = (
            Automaton(AB, tuple(map(tuple, rng.integers(states, size=(states, 2)).tolist())),
                      tuple((rng.random(states) < 0.3).tolist()))
            for _ in range(2)
        )  # fmt: skip
        pairs = product(first, second, lambda a, b: a is not b)
        layer, seen, length = {0}, {0}, 0
        while layer and not any(pairs.accepts[state] for state in layer):
            layer = {to for state in layer for to in pairs.moves[state]} - seen
            seen |= layer
            length += 1
        word = difference(first, second)
        assert (None if word is None else len(word)) == (length if layer else None)
        assert (shortest(first) is None) is not any(first.accepts[s] for s in reachable(first))


def reachable(given: Automaton) -> set[int]:
    """Return the states that some word leads to."""
    found, stack = {0}, [0]
    while stack:
        for to in set(given.moves[stack.pop()]) - found:
            found.add(to)
            stack.append(to)
    return found


@pytest.mark.parametrize(
    ("text", "written", "states"),
    [
        ("(a|b)*abb", "b*a(b?a|bbb*a)*bb", 4),
        ("~(.*aa.*)", "(a?b)*a?", 3),
        ("a+ b?", "a+b?", 4),
        ("a^3", "aaa", 5),
        ("a&b", "[]", 1),
        ("()", "()", 2),
        ("{heat}{cold}*", "{heat}{cold}*", 3),
        ("[p].*[q]", None, 4),
    ],
)
def test_some_events(text: str, written: str | None, states: int) -> None:
    event, alphabet = read(text, AB if "." in text and "[" not in text else None)
    made = automaton(event, alphabet)
    assert len(made) == states
    if written is not None:
        assert write(expression(made), alphabet) == written


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "event: it is empty; write a letter, or () for the empty word"),
        ("a|", "event: it ends where an event must begin; write a letter, or () for the empty"
         " word"),
        ("(a", "event, column 1: '(' is never closed; add )"),
        ("a)", "event, column 2: ')' closes nothing; remove it or open a bracket"),
        ("*a", "event, column 1: '*' stands where an event must begin; write a letter, . or ("
         " there, or () for the empty word"),
        ("a $", "event, column 3: '$' is no sign of events; use letters, {name}, [formula] and ."
         " ( ) | & ~ * + ? ^n"),
        ("a^2000", "event, column 3: '2000' is too large a power; stay at 1000 or below"),
        ("{2}", "event, column 2: '2' is no name; begin with a letter or _, go on with letters,"
         " digits, _ . [ ], 64 characters at most"),
        ("S", "event, column 1: 'S' is a word of the formula language; choose another name"),
        ("[p & ]", "event, column 2: column 4: the end stands where a formula must begin; write a"
         " neuron, true, false or ( there"),
        ("[S p]", "event, column 2: a letter has the word 'S'; a letter is one tick: use ~ & | ->"
         " <->"),
        ("[once p]", "event, column 2: a letter has the word 'once'; a letter is one tick: use ~"
         " & | -> <->"),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert str(caught.value) == message


def test_unknown_letters_are_refused_with_their_place() -> None:
    with pytest.raises(InputError) as caught:
        read("a(b|heat)", AB)
    assert str(caught.value) == "event, column 5: there is no letter 'h'; known names: a, b"
    with pytest.raises(InputError) as caught:
        read("[heat]", Alphabet(()))
    assert str(caught.value) == (
        "event, column 2: there is no letter 'heat'; there are no afferents"
    )
    with pytest.raises(FormulaError, match="None is no text"):
        read(None)  # type: ignore[arg-type]
    with pytest.raises(FormulaError, match="characters; keep below"):
        read("a" * 1_000_001)
    with pytest.raises(InputError, match="one is over symbols a, b, the other over afferents p, q"):
        difference(automaton(*read("a", AB)), automaton(*read("p", PQ)))


def test_budgets_are_refused_with_an_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BudgetError, match=r"13 afferents fire in 2\^13 ways; up to 2\^12"):
        Alphabet(tuple(f"p{k}" for k in range(13)))
    with pytest.raises(BudgetError, match="the event has more than 20,000 letters"):
        automaton(*read("(a|b)^1000" * 21))
    monkeypatch.setattr(automata, "MOVES", 100)
    with pytest.raises(BudgetError) as caught:
        automaton(*read("(a|b)*a(a|b)^9"))
    assert str(caught.value) == (
        "the automaton has more than 50 states over 2 letters: after 26 states, 25 found are"
        " still open"
    )
    monkeypatch.undo()
    monkeypatch.setattr(eliminate, "SIZE", 10)
    with pytest.raises(BudgetError, match="an expression of the automaton's 8 states grows beyond"):
        expression(automaton(*read("(a|b)*a(a|b)^2")))


def test_automata_are_validated() -> None:
    with pytest.raises(InputError, match="automaton: 0 of 0 states accept or do not"):
        Automaton(AB, (), ())
    with pytest.raises(InputError, match=re.escape("moves[0]: it is (0, 1); give a state from 0")):
        Automaton(AB, ((0, 1),), (True,))


def fires(net: Net, neuron: str, word: list[frozenset[str]]) -> bool:
    """Run a net on a word and say whether a neuron fires after it."""
    history: list[frozenset[str]] = []
    for letter in [*word, frozenset[str]()]:
        history.append(tick(net, history, letter))
    return neuron in history[-1]


def test_represented_events_are_what_the_reference_meaning_says() -> None:
    rng = np.random.default_rng(6)
    for _ in range(30):
        net = random_net(rng, afferents=2, neurons=4, cycles=True, initial=True)
        neuron = net.neurons[int(rng.integers(4))]
        alphabet = Alphabet(net.afferents)
        found = represented(net, neuron, alphabet=alphabet)
        for _ in range(30):
            word = rng.integers(len(alphabet), size=int(rng.integers(0, 9))).tolist()
            said = fires(net, neuron, [alphabet.letters[k] for k in word])
            assert (word in found) is said


def test_nets_and_events_go_round() -> None:
    rng = np.random.default_rng(0)
    proved = 0
    for k in range(NETS):
        net = random_net(rng, afferents=2, neurons=int(rng.integers(1, 5)), max_delay=2,
                         cycles=True, initial=True)  # fmt: skip
        neuron = net.neurons[int(rng.integers(len(net.neurons)))]
        found = represented(net, neuron)
        event = expression(found)
        if event.size < 1000:
            again = automaton(*read(write(event, found.alphabet), found.alphabet))
            assert difference(again, found) is None
        made = realize_event(found)
        assert disagreement(net, neuron, made.net, "OUT", 1) is None
        if k % 4 == 0 and len(found) < 7:
            verdict = compare(net, made.net, {neuron: "OUT"}, {neuron: made.delay["OUT"]})
            assert verdict.status == "proved"
            proved += 1
    assert proved >= NETS // 5


def test_a_wrong_net_is_found_out() -> None:
    made = realize_event("(a|b)*abb").net
    other = realize_event("(a|b)*ab").net
    word = disagreement(made, "OUT", other, "OUT")
    assert word is not None
    assert spelled(word, Alphabet(("a", "b"))) == "{a} {b} {}"
    with pytest.raises(InputError, match="it is an afferent of one net and a neuron of the other"):
        disagreement(made, "OUT", Net.build().neuron("a", initial=True).net(), "a")


def test_every_net_of_the_registry_goes_round() -> None:
    for name, net in nets().items():
        for neuron in net.neurons[:3]:
            if len(net.subnet([neuron]).afferents) > 4 or net.program.longest_delay > 6:
                continue
            made = realize_event(represented(net, neuron), "OUT_")
            assert disagreement(net, neuron, made.net, "OUT_", 1) is None, (name, neuron)


def test_symbols_are_one_hot_and_other_ticks_belong_to_no_word() -> None:
    made = realize_event("(a|b)*abb", "seen")
    assert made.delay == {"seen": 1} and made.sense == {"seen": "extended"}
    for word in words(4, 4):
        letters = [PQ.letters[k] for k in word]
        named = ["ab"["q" in s] if len(s) == 1 else "?" for s in letters]
        ticks = [frozenset({"p": "a", "q": "b"}[n] for n in s) for s in letters]
        said = fires(made.net, "seen", [*ticks, frozenset()])
        assert said is bool(re.fullmatch("(a|b)*abb", "".join(named)))
    strict = represented(made.net, "seen", 1, alphabet=AB)
    assert difference(strict, automaton(*read("(a|b)*abb", AB))) is None


def test_realized_nets_of_many_symbols() -> None:
    text = "|".join("abcdefghijklmnopqrstuvwxyz")
    made = realize_event(f"({text})*xyz")
    assert len(made.net.afferents) == 26
    history: list[frozenset[str]] = []
    for letter in "abxyz ":
        history.append(tick(made.net, history, {letter} - {" "}))
    assert "OUT" in tick(made.net, history)


def test_names_of_outputs() -> None:
    with pytest.raises(InputError) as caught:
        realize_event("ab", "a")
    assert str(caught.value) == "a: the output 'a' is called like a letter; give it another name"
    made = realize_event(automaton(*read("{m1}{start}")), "m2")
    assert set(made.net.afferents) == {"m1", "start"} and "m2" in made.net.neurons
    assert represented(realize_event("[]").net, "OUT").accepts == (False,)
    assert fires(realize_event("()").net, "OUT", [frozenset()])


def test_delays_that_fit_and_do_not() -> None:
    assert len(represented(load("figure-1e"), "N3")) == 6
    made = realize_event("a b*")
    found = represented(made.net, "OUT", 1)
    assert difference(found, automaton(*read("a b*", Alphabet(("a", "b"))))) is None
    with pytest.raises(InputError) as caught:
        represented(made.net, "OUT", 2)
    assert str(caught.value) == (
        "delay: with a delay of 2 'OUT' represents no event; what it does after {a} {} depends on"
        " more, or less, than all but the last 2; try a smaller delay"
    )
    with pytest.raises(InputError, match="delay: it is -1; count ticks: 0, 1, 2"):
        represented(made.net, "OUT", -1)
    with pytest.raises(InputError, match="neuron: 'a' is an afferent, which is free to fire or"):
        represented(made.net, "a")


def test_minimal_automata_number_their_states_as_they_are_reached() -> None:
    given = crawl(AB, 0, lambda k: [(k + 1) % 6, k], lambda k: k % 3 == 0)
    assert minimal(given).moves == ((1, 0), (2, 1), (0, 2))
    assert minimal(given).accepts == (True, False, False)
