"""Exit codes, and what is said of bad input."""

import json
import sys
from pathlib import Path

import pytest
from interfaces.command_line import ask, refused

from psychon.formal.errors import BudgetError, Disagreement
from psychon.formal.verify import decide

HEAT = {
    "format": "psychon-net/1",
    "neurons": {"p": {}, "q": {}, "N": {"threshold": 1}},
    "synapses": [{"source": "p", "target": "N"}],
}


def write(folder: Path, **changes: object) -> str:
    """Write the net above with some keys changed, and return its file."""
    file = folder / "heat.json"
    file.write_text(json.dumps(HEAT | changes))
    return str(file)


# --- 0, 1, 3


def test_proved_refuted_unknown() -> None:
    assert ask("verify", "figure-1a", "N2 = S N1").code == 0
    assert ask("verify", "figure-1a", "N2 = S S N1").code == 1
    assert ask("verify", "figure-1i").code == 0
    assert ask("verify", "figure-1i", "--rlimit", "1").code == 3


def test_out_of_budget_is_unknown(tmp_path: Path) -> None:
    # one pigeon more than holes: hard to refute
    pigeons = [[f"p{i}.{j}" for j in range(9)] for i in range(10)]
    holes = [
        f"~({pigeons[i][j]} & {pigeons[k][j]})"
        for j in range(9) for i in range(10) for k in range(i)
    ]  # fmt: skip
    names = [name for row in pigeons for name in row]
    formula = " & ".join([*(f"({' | '.join(row)})" for row in pigeons), *holes])
    file = write(tmp_path, neurons={name: {} for name in names}, synapses=[])
    reply = ask("find", file, formula, "--rlimit", "20000", "--json")
    assert reply.code == 3
    assert reply.json["results"][0]["verdict"] == "unknown"
    assert "20,000 resource units" in reply.json["results"][0]["reason"]


def test_a_budget_refused_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    def over(*_: object, **__: object) -> None:
        raise BudgetError("it would take too much")

    monkeypatch.setattr(decide, "verify", over)
    reply = ask("verify", "figure-1a", "N2 = S N1", "--json")
    assert reply == (3, "", "psychon: it would take too much\n")


# --- 4 and 70


def test_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    def disagree(*_: object, **__: object) -> None:
        raise Disagreement("proved, but a run refutes it")

    monkeypatch.setattr(decide, "verify", disagree)
    reply = ask("verify", "figure-1a", "N2 = S N1")
    assert (reply.code, reply.stdout) == (4, "")
    assert reply.stderr == (
        "psychon: proof and simulation disagree, a defect of psychon:"
        " proved, but a run refutes it\n"
    )


def test_a_defect_is_shown_with_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nobody expected this")

    monkeypatch.setattr(decide, "verify", broken)
    reply = ask("verify", "figure-1a", "N2 = S N1")
    assert (reply.code, reply.stdout) == (70, "")
    assert reply.stderr.startswith("Traceback")
    assert "ZeroDivisionError: nobody expected this" in reply.stderr


def test_interrupt_and_spent_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    for raised, code in ((KeyboardInterrupt, 130), (MemoryError, 3)):

        def stop(*_: object, raised: type[BaseException] = raised, **__: object) -> None:
            raise raised

        monkeypatch.setattr(decide, "verify", stop)
        reply = ask("verify", "figure-1a", "N2 = S N1")
        assert (reply.code, reply.stdout) == (code, "")


# --- 2


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("solv",), "there is no command 'solv'; did you mean solve?; see psychon --help"),
        (("solve",), "solve: Missing argument 'NET'; see psychon solve --help"),
        (("verify", "figure-1a", "--nope"), "verify: No such option '--nope'"),
        (("verify", "figure-1a", "--rlimit", "0"), "0 is not in the range"),
        (("verify", "figure-1a", "--rlimit", "many"), "'many' is not a valid integer range"),
        (("simulate", "figure-1a", "--steps", "1.5"), "'1.5' is not a valid integer"),
        (("realize",), "realize: it takes either formulae or one event"),
        (("draw", "figure-1a", "extra"), "unexpected extra argument"),
    ],
)
def test_usage(args: tuple[str, ...], message: str) -> None:
    if len(args) == 1 and args[0] == "solv":
        reply = ask(*args)
        assert (reply.code, reply.stdout) == (2, "")
        assert reply.stderr == f"psychon: {message}\n"
    else:
        assert message in refused(*args)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ("solve", "figure-1z"),
            "'figure-1z': there is no such file and no built-in net of this name;"
            " did you mean figure-1i or figure-1h or figure-1g?",
        ),
        (
            ("solve", "no/such.json"),
            "'no/such.json': there is no such file and no built-in net of this name; mend the path",
        ),
        (("solve", "nonsense"), ", initial-veto, tonic, latch, ring"),  # all of them
        (("solve", ""), "'': there is no such file"),
        (
            ("solve", "figure-1e", "--neuron", "N9"),
            "no neuron is called 'N9'; known names: N1, N2, A",
        ),
        (
            ("verify", "figure-1a", "N2"),
            "property: 'N2' is neither NAME = formula nor always formula; put the neuron and"
            " = before it, or the word always",
        ),
        (("verify", "figure-1a", "N2 = S N9"), "property: no neuron is called 'N9'"),
        (("verify", "figure-1a", "N2 = (S N1"), "property: column 6: '(' is never closed; add )"),
        (("verify", "figure-1a", "N1 = N2"), "property: 'N1' is an afferent"),
        (
            ("verify", "figure-1a", "N2 = S N1", "--assume", "N1 &"),
            "assume[0]: column 5: the end stands where a formula must begin",
        ),
        (
            ("verify", "figure-1a", "N2 = S N1", "--assume", "N1 & ~N1"),
            "assume: no input satisfies N1 & ~N1 up to t = 0; weaken the assumptions",
        ),
        (("find", "figure-1a", "always N1"), "formula: column 1: 'always' stands only"),
        (("find", "figure-1a", "N5"), "formula: no neuron is called 'N5'"),
        (
            ("compare", "figure-1a", "figure-1b"),
            "N2: it is an afferent of the second net and a neuron of the first",
        ),
        (
            ("compare", "figure-1a", "figure-1e"),
            "N2: it is an afferent of the second net and a neuron of the first",
        ),
        (("compare", "figure-1a", "figure-1a", "--map", "N2"), "--map: it is 'N2'; write A=B"),
        (("compare", "figure-1a", "figure-1a", "--map", "N2=N2@-1"), "--map: it is 'N2=N2@-1'"),
        (("compare", "figure-1a", "figure-1a", "--map", "N2=N2@"), "--map: it is 'N2=N2@'"),
        (("compare", "figure-1a", "figure-1a", "--map", "N2=N2@" + "9" * 9000), "S^n: n is 9999"),
        (
            ("compare", "figure-1a", "figure-1a", "--map", "N2=N2", "--map", "N2=N2"),
            "--map: 'N2' is mapped twice",
        ),
        (("compare", "figure-1a", "figure-1a", "--map", "N9=N2"), "the first net has no 'N9'"),
        (("compare", "figure-1a", "figure-1a", "--map", "N1=N1"), "'N1' is an afferent"),
        (("simulate", "figure-1a", "--rate", "2"), "rate"),
        (("simulate", "figure-1a", "--rate", "nan"), "rate"),
        (("simulate", "figure-1a", "--rate", "often"), "--rate 'often': it is no rate; write p"),
        (("simulate", "figure-1a", "--rate", "1/0"), "--rate '1/0': it is no rate"),
        (("simulate", "figure-1a", "--rate", "1/" + "9" * 99999), "it is no rate"),
        (("simulate", "figure-1a", "--rate", ".1", "--rate", ".2"), "a rate for all was given"),
        (("simulate", "figure-1a", "--rate", "N1=.1", "--rate", "N1=.2"), "'N1' has a rate"),
        (("simulate", "figure-1a", "--rate", "N9=.1"), "N9"),
        (("simulate", "figure-1c", "--rate", "N1=.1"), "nothing drives the afferent 'N2'"),
        (("simulate", "figure-1a", "--steps", "0"), "'--steps': 0 is not in the range"),
        (("simulate", "figure-1a", "--runs", "-3"), "'--runs': -3 is not in the range"),
        (("simulate", "figure-1a", "--seed", "-1"), "seed: it is -1"),
        (("simulate", "figure-1a", "--level", "1"), "level"),
        (("simulate", "figure-1a", "--burn-in", "1000"), "burn_in: it is 1000 of 1000 ticks"),
        (("simulate", "figure-1a", "--watch", "N2 &"), "watch[0]: column 5"),
        (("realize", "S p"), "'S p': property: 'S p' is neither NAME = formula"),
        (("realize", "always p"), "'always p': it has no output; write \"OUT = formula\""),
        (("realize", "OUT = p", "OUT = q"), "OUT: it is defined twice"),
        (("realize", "OUT = S OUT"), "the output 'OUT' occurs in a formula"),
        (("realize", "OUT = S^9999999 p"), "the power of S is '9999999'"),
    ],
)
def test_bad_input(args: tuple[str, ...], message: str) -> None:
    assert message in refused(*args)


def test_malformed_files_are_named_with_the_place(tmp_path: Path) -> None:
    file = write(tmp_path, synapses=[{"source": "p", "target": "N", "delay": 0}])
    assert refused("solve", file) == (f"{file}: synapses[0].delay: it is 0; stay in 1..1000000")
    (tmp_path / "heat.json").write_text('{"format": ')
    assert refused("verify", file).startswith(f"{file}: line 1, column 12: it is no JSON")
    assert refused("draw", str(tmp_path)).startswith(f"{tmp_path}: it cannot be read")


def test_a_net_that_expects_nothing(tmp_path: Path) -> None:
    assert refused("verify", write(tmp_path)) == (
        "expect: the net expects nothing; give a property, or write 'expect' into the net"
    )


# --- nothing is written


@pytest.mark.parametrize("formula", ["p -> p", "~p", "p & S ~q", "q & (", "S S^9999999 p"])
def test_realize_keeps_what_stood_there(tmp_path: Path, formula: str) -> None:
    file = tmp_path / "out.json"
    file.write_text("mine")
    reply = ask("realize", "GOOD = S p", f"OUT = {formula}", "-o", str(file), "--json")
    assert (reply.code, reply.stdout) == (2, "")
    assert file.read_text() == "mine"
    assert [f.name for f in tmp_path.iterdir()] == ["out.json"]


def test_realize_shows_the_witness() -> None:
    reply = ask("realize", "OUT = p & S ~q")
    message, *table = reply.stderr.splitlines()
    assert "OUT: the formula is no temporal propositional expression" in message
    assert "firing p at t = 0, it is false at t = 0, not true" in message
    assert table == ["t  0", "p  |", "q  .", "   ^ t = 0: left 0, right 1"]
    silence = ask("realize", "OUT = p -> q").stderr.splitlines()
    assert "silence makes it true" in silence[0]
    assert silence[1:4] == ["t  0", "p  .", "q  ."]
    # what looks back without bound has no finite witness
    assert ask("realize", "OUT = once p").stderr.count("\n") == 1


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    missing = str(tmp_path / "no" / "folder.json")
    assert "it cannot be written (No such file or directory)" in refused(
        "realize", "OUT = p", "-o", missing
    )
    drawing = missing.replace(".json", ".svg")
    assert "it cannot be written" in refused("draw", "figure-1a", "-o", drawing)
    assert list(tmp_path.iterdir()) == []


# --- hostile arguments


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[2J\nfake: all proved",
        "'; rm -rf /",
        "a" * 100_000,
        "../" * 5000,
        "%s%n{0}",
        "\udcff\udcfe",
        "[bold]x[/bold]",
        "\u202eright",
    ],
)
def test_hostile_texts_end_in_one_line(text: str) -> None:
    for args in (
        ("solve", text),
        ("verify", "figure-1a", f"{text} = S N1"),
        ("verify", "figure-1a", "N2 = S N1", "--assume", text),
        ("find", "figure-1a", text),
        ("realize", f"OUT = {text}"),
        ("compare", "figure-1a", "figure-1a", "--map", f"{text}={text}"),
        ("simulate", "figure-1a", "--rate", f"{text}=0.5"),
        ("simulate", "figure-1a", "--watch", text),
        ("simulate", "figure-1a", "--steps", text),
    ):
        if args[0] == "realize" and text.isalpha() and text.isascii():
            continue
        message = refused(*args)
        assert message.isprintable()
        assert len(message) < 2000


def test_a_hundred_thousand_levels() -> None:
    deep = "(" * 100_000 + "N1" + ")" * 100_000
    assert ask("verify", "figure-1a", f"N2 = S {deep}").code == 0
    assert ask("verify", "figure-1a", f"N2 = {'~' * 100_000}S N1").code == 0
    assert "is never closed" in refused("find", "figure-1a", "(" * 100_000 + "N1")
    assert sys.getrecursionlimit() < 100_000


def test_numbers_of_any_size() -> None:
    for option in ("--steps", "--runs", "--chunks", "--burn-in", "--seed"):
        reply = ask("simulate", "figure-1a", "--steps", "2", option, "9" * 30)
        assert reply.code in (2, 3), (option, reply)
        assert reply.stdout == ""
        assert reply.stderr.count("\n") == 1
