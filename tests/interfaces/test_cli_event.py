"""``psychon event`` and ``psychon realize --event``."""

from pathlib import Path

from interfaces.command_line import ask, refused

ABB = "(a|b)*abb"


def test_an_event_is_realized_and_read_back(tmp_path: Path) -> None:
    net = str(tmp_path / "abb.json")
    made = ask("realize", "--event", ABB, "-o", net, "--json")
    assert made.code == 0
    assert made.json["delay"] == {"OUT": 1} and made.json["sense"] == {"OUT": "extended"}
    assert made.json["net"]["initial"] == ["start"]
    reply = ask("event", net, "--neuron", "OUT", "--delay", "1", "--symbols", "--equals", ABB,
                "--within", "a*", "--contains", "abb", "--json")  # fmt: skip
    assert reply.code == 1
    content = reply.json
    assert content["letters"] == [["a"], ["b"]] and content["accepting"] == [3]
    assert content["moves"] == [[1, 0], [1, 2], [1, 3], [1, 0]]
    assert content["results"] == [
        {"question": f"equals {ABB}", "verdict": "proved", "witness": None},
        {"question": "within a*", "verdict": "refuted", "witness": [["a"], ["b"], ["b"]]},
        {"question": "contains abb", "verdict": "proved", "witness": None},
    ]


def test_an_event_in_words() -> None:
    reply = ask("event", "figure-1e", "-n", "N4", "--equals", ".*[N2]^2", "--within", "[N1]*")
    assert reply.code == 1
    assert reply.stdout.startswith("N4 represents with delay 0: ")
    assert reply.stdout.endswith(
        "proved: it equals .*[N2]^2\n"
        "refuted: it is within [N1]*; a shortest witness, which is its word: {N2} {N2}\n"
    )
    assert "automaton: 3 states over 4 letters (* accepts)" in reply.stdout


def test_a_named_output() -> None:
    reply = ask("realize", "--event", "seen = {heat}{cold}*")
    assert reply.code == 0
    first, second = reply.stdout.splitlines()[:2]
    assert first == "seen(t) iff letters 0..t - 2 spell a word of the event"
    assert second == "afferents: heat, cold"
    assert "start: threshold 1, fires at t = 0" in reply.stdout


def test_large_automata_are_counted_only() -> None:
    reply = ask("event", "figure-1f", "-n", "N4")
    assert (reply.code == 0 and "automaton: 57 states" in reply.stdout) or "states over 8" in (
        reply.stdout
    )


def test_what_is_refused() -> None:
    assert refused("realize", "p", "--event", "a") == (
        'realize: it takes either formulae or one event; write "OUT = formula", or --event'
        ' "(a|b)*abb"'
    )
    assert refused("event", "figure-1e", "-n", "N4", "--equals", "[N7]") == (
        "event, column 2: there is no letter 'N7'; known names: N2"
    )
    assert refused("event", "figure-1e", "-n", "N7") == (
        "--neuron: no neuron is called 'N7'; known names: N1, N2, A, B, N3, N4"
    )
    assert refused("event", "figure-1e", "-n", "N1") == (
        "neuron: 'N1' is an afferent, which is free to fire or not; name a neuron"
    )
    assert refused("event", "figure-1e", "-n", "N4", "--delay", "1").startswith(
        "delay: with a delay of 1 'N4' represents no event"
    )
