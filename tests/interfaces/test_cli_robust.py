"""``psychon robust``: in words, in JSON, and what it refuses."""

import pytest
from interfaces.command_line import ask, refused


def test_in_words() -> None:
    reply = ask("robust", "figure-1e", "--neuron", "N3", "--steps", "4", "--fires", "N2=0")
    assert reply.stdout == (
        "N3 fires at t = 3; 1 flip stops it:\n"
        "  N2 is silent at 0\n"
        "  fewer do not: a rising bound, Z3; replayed\n"
    )
    reply = ask("robust", "figure-1c", "--neuron", "N3", "--steps", "2")
    assert reply.stdout.startswith("N3 is silent at t = 1; 2 flips make it fire:\n")
    reply = ask("robust", "silent", "--neuron", "N", "--steps", "3")
    assert reply == (
        0,
        "N is silent at t = 2 whatever flips\n  no inputs change it: 0 inputs can matter; Z3\n",
        "",
    )


def test_in_json() -> None:
    answer = ask(
        "robust", "figure-1c", "--neuron", "N3", "--steps", "4", "--fires", "N1=0,2", "--json"
    ).json
    assert answer["changes"] == [{"afferent": "N2", "tick": 2, "fires": True}]
    assert (answer["fires"], answer["flips"], answer["status"]) == (False, 1, "turned")
    assert (answer["tick"], answer["withstood"]) == (3, 0)


def test_out_of_budget() -> None:
    reply = ask("robust", "wide", "--neuron", "OUT", "--steps", "3", "--rlimit", "1")
    assert reply.code == 3
    assert reply.stdout.startswith(
        "OUT is silent at t = 2; 0 flips do not change it; more may\n  the budget of 1 resource"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("N1", "--fires 'N1': it gives no ticks; write NAME=0,2,5"),
        ("N1=", "--fires 'N1=': it gives no ticks; write NAME=0,2,5"),
        ("N1=1,-2", "--fires 'N1=1,-2': it gives no ticks; write NAME=0,2,5"),
        ("N1=9999999999", "--fires 'N1=9999999999': a tick is too large; stay below 1000000"),
        ("N1=3", "fires[N1]: tick 3; give ticks from 0 to 1"),
        ("X=1", "fires: no afferent is called 'X'; known names: N1, N2"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    asked = ("robust", "figure-1c", "--neuron", "N3", "--steps", "2")
    assert refused(*asked, "--fires", text) == message


def test_ticks_given_twice() -> None:
    asked = ("robust", "figure-1c", "--neuron", "N3", "--steps", "2")
    assert refused(*asked, "--fires", "N1=0", "--fires", "N1=1") == (
        "--fires 'N1=1': 'N1' has ticks already; give all of them at once"
    )
