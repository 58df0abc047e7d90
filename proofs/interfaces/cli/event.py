"""``psychon event``: the regular event that a neuron represents."""

from typing import TYPE_CHECKING, Final

import click

from ....formal.errors import BudgetError, InputError, counted
from .arguments import load_net
from .output import Answer, Question, progress

if TYPE_CHECKING:
    from ....formal.event.automaton import Automaton, Word

ROWS: Final = 24
"""Up to so many states, and letters, the moves are printed."""

LONGEST: Final = 4000
"""The longest expression that is printed; --json has it whole."""


@click.command("event", cls=Question)
@click.argument("net", metavar="NET")
@click.option("--neuron", "-n", metavar="N", required=True, help="The neuron.")
@click.option("--delay", metavar="D", type=click.IntRange(0), default=0,
              help="Ticks from the end of a word to the firing (default 0).")  # fmt: skip
@click.option("--symbols", is_flag=True, help="Letters are afferents that fire alone.")
@click.option("--equals", metavar="E", help="Ask whether it is the event E.")
@click.option("--within", metavar="E", help="Ask whether each of its words is in E.")
@click.option("--contains", metavar="E", help="Ask whether each word of E is in it.")
def command(
    net: str, neuron: str, delay: int, symbols: bool, equals: str | None, within: str | None,
    contains: str | None,
) -> Answer:  # fmt: skip
    """Say after which inputs a neuron fires, as a regular expression (Kleene's theorem).

    The neuron fires at t + D iff the letters 0..t-1 spell a word of the event. A letter is what the
    afferents do at a tick: [p & ~q] where the formula holds, a where the afferent a fires alone,
    . any; events are joined by | & ~ * + ? ^n and by standing one after another.
    """
    from ....formal.event.alphabet import Alphabet
    from ....formal.event.automaton import difference, outside
    from ....formal.event.determine import automaton
    from ....formal.event.eliminate import expression
    from ....formal.event.expression import write
    from ....formal.event.read import read
    from ....formal.event.represent import represented

    loaded = load_net(net)
    try:
        loaded.row(neuron)
    except InputError as error:
        raise error.within("--neuron") from None
    asked = [event for event in (equals, within, contains) if event is not None]
    # letters speak of the afferents that lead to the neuron, and of those that a question names
    names = {*loaded.subnet([neuron]).afferents, *(n for e in asked for n in read(e)[1].names)}
    used = loaded.afferents if symbols else tuple(n for n in loaded.afferents if n in names)
    with progress(f"exploring the states of {net}"):
        found = represented(loaded, neuron, delay, alphabet=Alphabet(used, symbols))
        text, reason = None, ""
        try:
            text = write(expression(found), found.alphabet)
        except BudgetError as error:
            reason = str(error)
        content: dict[str, object] = {
            "neuron": neuron, "delay": delay, "expression": text, "reason": reason,
            "letters": [sorted(letter) for letter in found.alphabet.letters],
            "moves": found.moves, "accepting": [k for k, one in enumerate(found.accepts) if one],
        }  # fmt: skip
        lines = [_said(neuron, delay, text, reason), _table(found)]
        questions = {"equals": equals, "within": within, "contains": contains}
        results: list[dict[str, object]] = []
        for word, event in questions.items():
            if event is None:
                continue
            given = automaton(*read(event, found.alphabet))
            if word == "equals":
                witness = difference(found, given)
            else:
                witness = outside(found, given) if word == "within" else outside(given, found)
            results.append({
                "question": f"{word} {event}",
                "verdict": "proved" if witness is None else "refuted",
                "witness": None if witness is None else [
                    sorted(found.alphabet.letters[k]) for k in witness],
            })  # fmt: skip
            lines.append(_answered(word, event, witness, found))
    code = int(any(one["verdict"] == "refuted" for one in results))
    return Answer(content | {"results": results}, lambda: "\n".join(lines), code)


def _said(neuron: str, delay: int, text: str | None, reason: str) -> str:
    head = f"{neuron} represents with delay {delay}:"
    if text is None:
        return f"{head} an event that is not written: {reason}"
    return f"{head} {text if len(text) <= LONGEST else text[:LONGEST] + ' ...'}"


def _table(found: "Automaton") -> str:
    letters = found.alphabet.letters
    head = f"automaton: {counted(len(found), 'state')} over {counted(len(letters), 'letter')}"
    if len(found) > ROWS or len(letters) > ROWS:
        return head
    width = len(str(len(found) - 1))
    rows = [
        f"  {state:>{width}}{'*' if accepting else ' '} " + "  ".join(
            f"{found.alphabet.write(1 << letter)} {to:>{width}}" for letter, to in enumerate(row))
        for state, (row, accepting) in enumerate(zip(found.moves, found.accepts, strict=True))
    ]  # fmt: skip
    return "\n".join([f"{head} (* accepts)", *rows])


def _answered(word: str, event: str, witness: "Word | None", found: "Automaton") -> str:
    from ....formal.event.represent import spelled

    said = {"equals": "it equals", "within": "it is within", "contains": "it contains"}[word]
    if witness is None:
        return f"proved: {said} {event}"
    inside = "is" if witness in found else "is not"
    shown = spelled(witness, found.alphabet)
    return f"refuted: {said} {event}; a shortest witness, which {inside} its word: {shown}"
