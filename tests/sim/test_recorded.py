"""Recordings: CSV read or refused with line and column; formulae along them, all ticks at once."""

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import formulas, histories

from psychon.formal.errors import BudgetError, FormulaError, InputError, UnknownNameError
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import Formula
from psychon.formal.formula.parse import parse
from psychon.formal.registry import load
from psychon.sim.campaign.recorded import follow
from psychon.sim.campaign.simulate import simulate
from psychon.sim.observe.recorded import integers, observed, truth
from psychon.sim.stimulus import recorded
from psychon.sim.stimulus.recorded import Trace, read_trace

TABLE = "p,q\n1,0\n0,1\n1,1\n"


def write(folder: Path, text: str | bytes) -> Path:
    """Write a recording."""
    file = folder / "t.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.mark.parametrize(
    "text",
    [TABLE, TABLE.replace("\n", "\r\n"), "\ufeff" + TABLE, TABLE.rstrip("\n"), TABLE + "\n\n",
     "tick,p,q\n0,1,0\n1,0,1\n2,1,1\n", ' p , "q"\n1, 0\n0 ,1\n"1",1\n'],
)  # fmt: skip
def test_a_table_is_read(text: str, tmp_path: Path) -> None:
    trace = read_trace(write(tmp_path, text))
    assert trace.names == ("p", "q")
    assert trace.fires.tolist() == [[True, False], [False, True], [True, True]]
    assert (trace.ticks, trace.merged) == (3, 0)
    assert trace.columns["q"].tolist() == [False, True, True]


def test_spikes_are_binned_exactly_in_any_order(tmp_path: Path) -> None:
    # 0.3 / 0.1 is less than 3 in floats
    file = write(tmp_path, "time,neuron\n0.3,p\n0,q\n0.39999,p\n0.1,r\n1e-1,r\n")
    for width in ("0.1", Fraction(1, 10)):
        trace = read_trace(file, width)
        assert trace.names == ("p", "q", "r")
        assert trace.fires.T.tolist() == [[0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]
        assert trace.merged == 2
    assert read_trace(file, 1).ticks == 1


@pytest.mark.parametrize(
    ("text", "width", "message"),
    [
        ("", None, "it is empty; begin with a line of names"),
        ("p,q\n", None, "line 1: no tick follows; write one line a tick"),
        ("p,q\n1,0\n1\n", None,
         "line 3: it has 1 columns, the first line 2; write one value for each name"),
        ("p,q\n1,0\n1,0,0\n", None,
         "line 3: it has 3 columns, the first line 2; write one value for each name"),
        ("p,q\n1,2\n", None, "line 2, column 2 (q): it is '2'; write 1 for a spike, else 0"),
        ("p,q\n1,\n", None, "line 2, column 2 (q): it is ''; write 1 for a spike, else 0"),
        ("p,q\n10,\n", None, "line 2, column 1 (p): it is '10'; write 1 for a spike, else 0"),
        ("tick,p\n0,1\n1,x\n", None,
         "line 3, column 2 (p): it is 'x'; write 1 for a spike, else 0"),
        ("tick,p\n0,1\n2,1\n", None, "line 3, column 1: tick 1 is missing; count from 0 on"),
        ("tick\n0\n", None, "line 1: it has no names; write one a column"),
        ("p,q,p\n1,1,1\n", None, "line 1, column 3: 'p' is the name of column 1 too; make every"
         " name distinct"),
        ("p;q\n1;0\n", None, "line 1, column 1: 'p;q' is no name; begin with a letter or _, go on"
         " with letters, digits, _ . [ ], 64 characters at most"),
        ("p,since\n1,0\n", None, "line 1, column 2: 'since' is a word of the formula language;"
         " choose another name"),
        ("p,q\n\n1,0\n", None, "line 2: it is blank; remove it"),
        ('p,q\n1,"0\n', None, "line 2: it is no CSV (unexpected end of data); write one line a"
         " tick"),
        ('p\n"0"1\n', None, "line 2: it is no CSV (',' expected after '\"'); write one line a"
         " tick"),
        (b"p\n\xff\n", None, "it is no UTF-8 text (invalid start byte); save it as UTF-8"),
        (b"p\n0\x001\n", None, None),
        ("p\n" + "1" * 200_000 + "\n", None, "line 2: it is no CSV (field larger than field limit"
         " (131072)); write one line a tick"),
        (TABLE, "1", "line 1: it is a table of ticks; leave the width of a bin away, or begin with"
         " time,neuron"),
        ("time,neuron\n1,p\n", None, "it lists spikes; give the width of a bin, --bin W"),
        ("time,neuron\n", "1", "it lists no spike; write time,neuron on each line"),
        ("time,neuron\n1\n", "1", "line 2: it has 1 columns; write time,neuron"),
        ("time,neuron\nx,p\n", "1", "line 2, column 1 (time): it is 'x'; write a decimal number,"
         " as 12.5"),
        ("time,neuron\nnan,p\n", "1", "line 2, column 1 (time): it is 'nan'; write a decimal"
         " number, as 12.5"),
        ("time,neuron\n1e999999999,p\n", "1", "line 2, column 1 (time): it is '1e999999999'; write"
         " a decimal number, as 12.5"),
        ("time,neuron\n-1,p\n", "1", "line 2, column 1 (time): it is -1; begin at 0"),
        ("time,neuron\n1,p q\n", "1", "line 2, column 2: 'p q' is no name; begin with a letter or"
         " _, go on with letters, digits, _ . [ ], 64 characters at most"),
    ],
)  # fmt: skip
def test_hostile_files(
    text: str | bytes, width: str | None, message: str | None, tmp_path: Path
) -> None:
    file = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_trace(file, width)
    if message is None:  # Python's words for it differ by version
        assert str(caught.value).startswith(f"{file}: line 2")
    else:
        assert str(caught.value) in (f"{file}: {message}", f"{file}{message}")


@pytest.mark.parametrize("width", ["0", "-1", "x", "inf", 0.5, True])
def test_bad_widths(width: str, tmp_path: Path) -> None:
    file = write(tmp_path, "time,neuron\n1,p\n")
    with pytest.raises(InputError, match="^bin: it is "):
        read_trace(file, width)


def test_missing_files_and_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as caught:
        read_trace(tmp_path / "none.csv")
    assert str(caught.value) == (
        f"{tmp_path}/none.csv: it cannot be read (No such file or directory); name a CSV file"
    )
    with pytest.raises(InputError, match="name a CSV file"):
        read_trace("a\0b")
    file = write(tmp_path, "time,neuron\n1e20,p\n")
    with pytest.raises(BudgetError, match="has 1 names at 100,000,000,000,000,000,001 bins"):
        read_trace(file, "1")
    monkeypatch.setattr(recorded, "LARGEST_FILE", 3)
    with pytest.raises(BudgetError, match="cut it into parts"):
        read_trace(file, "1")


@settings(max_examples=300)
@given(formulas(st.sampled_from(["p", "q", "r"])), histories(["p", "q", "r"], 20))
def test_all_ticks_at_once_are_the_reference_meaning(
    formula: Formula, history: Sequence[frozenset[str]]
) -> None:
    columns = {
        name: sum(1 << t for t, firing in enumerate(history) if name in firing) for name in "pqr"
    }
    expected = evaluate(formula, history)
    found = truth(formula, columns, len(history))
    assert [bool(found >> t & 1) for t in range(len(history))] == expected
    assert found >> len(history) == 0
    seen = observed(found, len(history))
    assert seen.count == sum(expected)
    assert seen.first == (expected.index(True) if True in expected else None)
    assert seen.failed == (expected.index(False) if False in expected else None)
    again = [False] * len(history)
    for first, last in seen.spans.tolist():
        assert not any(again[max(first - 1, 0) : last + 1])
        again[first : last + 1] = [True] * (last + 1 - first)
    assert again == expected


def test_looking_back_a_million_ticks_takes_no_memory() -> None:
    assert truth(parse("S^1000000 p"), {"p": 7}, 3) == 0
    assert truth(parse("S p"), {"p": 7}, 3) == 6


def test_a_recording_drives_a_net_and_is_followed() -> None:
    net = load("figure-1e")
    rng = np.random.default_rng(0)
    trace = Trace(("N1", "N2"), rng.random((40, 2)) < 0.4)
    seen = simulate(net, trace.ticks, 2, stimuli=trace.columns, raster=True)
    fires = np.stack([seen.raster(name)[1] for name in net.names], axis=1)
    whole = Trace(net.names, fires)
    texts = ["N3 = S N1 | S^3 N2 & ~S^2 N2", "always N4 -> S N2", "N3 = S N1", "once N3"]
    watched = follow(whole, texts)
    assert [watched[text].property for text in texts] == [True, True, True, False]
    assert watched[texts[0]].to_dict()["verdict"] == "held"
    assert watched[texts[1]].seen.failed is None
    wrong = np.flatnonzero(fires[1:, net.row("N3")] != fires[:-1, net.row("N1")]) + 1
    assert watched[texts[2]].seen.failed == wrong[0]
    assert watched[texts[2]].to_dict()["verdict"] == "violated"
    assert watched["once N3"].to_dict()["first"] == fires[:, net.row("N3")].argmax()
    assert "verdict" not in watched["once N3"].to_dict()
    assert integers(net.names, fires)["N1"] & 1 == fires[0, net.row("N1")]
    by_value = follow(whole, [parse("N3")])
    assert by_value["N3"].seen.count == seen.fractions("N3")[1] * 40


def test_what_cannot_be_followed() -> None:
    trace = Trace(("p",), np.ones((2, 1), bool))
    with pytest.raises(UnknownNameError, match=re.escape("watch[1]: no neuron is called 'q'")):
        follow(trace, ["p", "q"])
    with pytest.raises(FormulaError, match=re.escape("watch[0]: column 4")):
        follow(trace, ["p &"])
