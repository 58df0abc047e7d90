"""``psychon rates``: equal to enumeration, simulated within its interval, and what it refuses."""

from fractions import Fraction
from itertools import product

import pytest
from interfaces.command_line import ask, refused

from psychon.formal.net.tick import run
from psychon.formal.probability import chain, stationary
from psychon.formal.registry import load, names


def enumerated(name: str, neuron: str, rates: dict[str, Fraction], ticks: int) -> Fraction:
    """Run a net on all inputs and add up their chances."""
    net = load(name)
    total = Fraction(0)
    for bits in product((0, 1), repeat=len(net.afferents) * ticks):
        chance, fired = Fraction(1), iter(bits)
        inputs: list[set[str]] = []
        for _ in range(ticks):
            now = set()
            for afferent in net.afferents:
                bit = next(fired)
                chance *= rates[afferent] if bit else 1 - rates[afferent]
                now |= {afferent} if bit else set()
            inputs.append(now)
        if neuron in run(net, inputs)[-1]:
            total += chance
    return total


@pytest.mark.parametrize("name", [f"figure-1{letter}" for letter in "abcdefgh"])
def test_equal_to_enumeration_and_within_the_interval(name: str) -> None:
    net = load(name)
    rates = {a: Fraction(k + 1, 5) for k, a in enumerate(net.afferents)}
    asked = [part for a, rate in rates.items() for part in ("--rate", f"{a}={rate}")]
    answer = ask("rates", name, *asked, "--level", "0.9999999", "--json").json
    assert answer["rates"] == {a: str(rate) for a, rate in rates.items()}
    for neuron, found in answer["neurons"].items():
        exact = enumerated(name, neuron, rates, 4)
        assert Fraction(found["exact"]["value"]) == exact
        low, high = found["simulated"]["interval"]
        assert low <= exact <= high
        error = Fraction(found["landahl"]["value"]) - exact
        assert Fraction(found["error"]) == error


def test_in_words() -> None:
    reply = ask("rates", "figure-1b")
    assert reply.code == 0
    lines = reply.stdout.splitlines()
    assert lines[0].startswith("neuron  1943 ")
    assert lines[1].startswith("N3      1.000000  0.750000  +0.250000  0.7")
    assert lines[2:] == ["N3: 1943 N1 + N2", "    exact N1 + N2 - N1 N2"]


def test_on_a_cycle_the_markov_chain_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    reply = ask("rates", "latch")
    assert reply.code == 0
    assert reply.stdout.startswith("without a polynomial, as they depend on a cycle:\n  L  0.")
    assert reply.stdout.endswith(", expected 0.968750, in the long run 1\n")
    args = ("rates", "archetype-negative-loop", "--rate", "1/3", "--json")
    known = ask(*args).json["without"]["A"]
    assert known["interval"][0] <= known["expected"] <= known["interval"][1]
    assert known["long_run"] == "1/4"
    monkeypatch.setattr(stationary, "EXACT_WORK", 0)
    assert ask(*args).json["without"]["A"]["long_run"].startswith("0.2")
    monkeypatch.setattr(stationary, "DENSE", 0)
    assert ask(*args).json["without"]["A"]["long_run"] is None
    monkeypatch.setattr(chain, "STATES", 1)
    reply = ask(*args)
    assert (reply.code, reply.json["without"]["A"]["expected"]) == (3, None)
    assert "of too many states for a Markov chain" in ask(*args[:-1]).stdout


def test_every_built_in_net_is_answered() -> None:
    for name in names():
        if name != "wide":
            assert ask("rates", name, "--steps", "2", "--runs", "8").code in (0, 3), name


def test_decimals_are_exact_and_rates_of_0_too() -> None:
    answer = ask("rates", "figure-1a", "--rate", "0.3", "--json").json
    assert answer["neurons"]["N2"]["exact"]["value"] == "3/10"
    answer = ask("rates", "figure-1a", "--rate", "0", "--json").json
    assert answer["neurons"]["N2"]["exact"]["value"] == "0"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2", "it is no rate; write p or NAME=p with p from 0 to 1, as 0.3 or 3/10"),
        ("N1=x", "it is no rate; write p or NAME=p with p from 0 to 1, as 0.3 or 3/10"),
        ("1/0", "it is no rate; write p or NAME=p with p from 0 to 1, as 0.3 or 3/10"),
        ("9" * 41, "it is no rate; write p or NAME=p with p from 0 to 1, as 0.3 or 3/10"),
        ("N9=1/2", "there is no such afferent; name N1, N2"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    assert refused("rates", "figure-1b", "--rate", text) == f"--rate {text!r}: {message}"


def test_a_rate_given_twice() -> None:
    for text in ("1/2", "N1=1/2"):
        said = f"--rate {text!r}: it is given twice; keep one of them"
        assert refused("rates", "figure-1b", "--rate", text, "--rate", text) == said
