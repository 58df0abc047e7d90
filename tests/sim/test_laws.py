"""Files of laws of firing say what Python says, and are refused with place and fix."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from interfaces.command_line import ask, refused

from psychon.formal.errors import InputError
from psychon.formal.net.model import Net
from psychon.sim.campaign.simulate import simulate
from psychon.sim.stimulus.common import CommonSource
from psychon.sim.stimulus.laws import read_laws
from psychon.sim.stimulus.markov import Markov
from psychon.sim.stimulus.poisson import Poisson
from psychon.sim.stimulus.varying import Varying

TOML = """format = "psychon-drive/1"
drive = [
  {afferents = ["a"], bursts = {rate = "1/10", length = 5}},
  {afferents = ["b", "c"], common = {rate = 0.4, copies = [0.9, "1/2"], own = [0, 0.1]}},
  {afferents = ["d"], rates = [0.1, 0.1, 0.9]},
  {afferents = ["e", "f"], poisson = {mean = 1.3}},
  {afferents = ["g"], markov = {start = 0.1, stay = 0.7}},
]
"""
LAWS: dict[Any, Any] = {
    "a": Markov.bursts(Fraction(1, 10), 5),
    ("b", "c"): CommonSource(0.4, [0.9, 0.5], [0, 0.1]),
    "d": Varying([0.1, 0.1, 0.9]),
    ("e", "f"): Poisson(1.3),
    "g": Markov(0.1, 0.7),
}
EIGHT = Net.build().afferent(*"abcdefgh").neuron("N", 2)
NET = EIGHT.synapse("a", "N").synapse("b", "N").synapse("d", "N").net()


def test_a_file_says_what_python_says(tmp_path: Path) -> None:
    file, net = tmp_path / "drive.toml", tmp_path / "net.json"
    file.write_text(TOML)
    NET.save(net)
    laws = read_laws(file)
    assert laws.ticks == 3
    wanted = simulate(NET, 3, 600, 0.25, stimuli=LAWS, seed=4)
    assert simulate(NET, 3, 600, 0.25, stimuli=laws.stimuli, seed=4).count == wanted.count
    # the one that no file drives keeps its rate, and a recording may stand beside
    (tmp_path / "h.csv").write_text("h\n1\n0\n1\n")
    args = ("simulate", str(net), "--drive", str(file), "--runs", "600", "--seed", "4", "--json")
    for further in (("--rate", "0.25"), ("--drive", str(tmp_path / "h.csv"))):
        content = ask(*args, *further).json
        assert content["neurons"]["N"]["count"] == wanted.count["N"]
    place = f"--drive {str(file)!r}"
    assert refused(*args, "--steps", "9") == (
        f"{place}: it has 3 ticks, --steps asks for 9; leave --steps away"
    )
    (tmp_path / "a.csv").write_text("a\n1\n0\n1\n")
    (tmp_path / "short.csv").write_text("h\n1\n")
    again, short = (f"--drive {str(tmp_path / name)!r}" for name in ("a.csv", "short.csv"))
    assert refused(*args, "--drive", str(tmp_path / "a.csv")) == (
        f"{again}: another file drives 'a' too; keep one of them"
    )
    assert refused(*args, "--drive", str(tmp_path / "short.csv")) == (
        f"{short}: it has 1 tick, another drive 3; make them as long"
    )
    assert refused(*args, "--bin", "1").startswith("--bin: there is nothing to bin; ")


ONE = {"afferents": ["a"], "poisson": {"mean": 1}}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "the document is no table of keys; give a file of the format psychon-drive/1"),
        ({"format": "psychon-net/1", "drive": []},
         "format: it is 'psychon-net/1'; write \"psychon-drive/1\""),
        ({"drive": []}, "format: the key is missing; write it"),
        ({"format": "psychon-drive/1", "drives": []},
         "drives: there is no such key; did you mean drive?"),
        (3, "drive: it is 3; list tables of afferents and a law"),
        ([3], "drive[0]: it is 3; write a table of afferents and a law"),
        ([{"afferents": ["a"]}],
         "drive[0]: it has no law; write one of rates, bursts, markov, poisson, common"),
        ([ONE | {"rates": [1]}],
         "drive[0]: it has poisson and rates; write one of rates, bursts, markov, poisson, common"),
        ([{"afferents": ["a"], "poison": {}}],
         "drive[0].poison: there is no such key; did you mean poisson?"),
        ([{"afferent": ["a"], "rates": [1]}],
         "drive[0].afferent: there is no such key; did you mean afferents?"),
        ([{"afferents": ["a"], "rates": 1}],
         "drive[0].rates: it is 1; list numbers, one a tick; a rate that stays is a --rate"),
        ([{"afferents": ["a"], "bursts": {"rate": "1/10", "length": 0.5}}],
         "drive[0].bursts: length: it is 0.5 at the rate 1/10; give 1 or more ticks, and a rate"
         " below 1"),
        ([{"afferents": "a", "rates": [1]}],
         "drive[0].afferents: it is 'a'; list the names that are driven"),
        ([{"afferents": [3], "rates": [1]}],
         "drive[0].afferents: it is [3]; list the names that are driven"),
        ([ONE, ONE], "drive[1].afferents: 'a' is driven by drive[0] too; keep one of them"),
        ([{"afferents": ["a"], "poisson": {"mean": "much"}}],
         "drive[0].poisson: mean: it is 'much'; write a number, as 0.3 or \"1/3\""),
        ([{"afferents": ["a"], "poisson": {"mean": 701}}],
         "drive[0].poisson: mean: it is 701; give a number above 0, up to 700"),
        ([{"afferents": ["a"], "poisson": 3}], "drive[0].poisson: it is 3; write a table of mean"),
        ([{"afferents": ["a"], "markov": {"start": 1}}],
         "drive[0].markov: stay: the key is missing; write it"),
        ([{"afferents": ["a", "b"], "rates": [1]}], "drive[0].rates: Varying drives one afferent,"
         " not 2; give each afferent one of its own"),
        ([{"afferents": ["a"], "common": {"rate": 1, "copies": [1, 2]}}],
         "drive[0].common: copies[1]: the rate is 2; give a number from 0 to 1"),
        ([{"afferents": ["a"], "common": {"rate": 1, "copies": [1, 1]}}],
         "drive[0].common: it has 2 copies for 1 afferents; name as many"),
        ([{"afferents": ["a"], "rates": [1]}, {"afferents": ["b"], "rates": [1, 0]}],
         "drive[1].rates: there are 2 for 1 ticks before; give as many rates everywhere"),
    ],
)  # fmt: skip
def test_bad_files(document: object, message: str, tmp_path: Path) -> None:
    file = tmp_path / "drive.json"
    if not isinstance(document, dict) and document != []:
        document = {"format": "psychon-drive/1", "drive": document}
    file.write_text(json.dumps(document))
    with pytest.raises(InputError) as caught:
        read_laws(file)
    assert str(caught.value) == f"{file}: {message}"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "drive.toml"
    with pytest.raises(InputError, match="it cannot be read .*; give a file of the format psychon"):
        read_laws(file)
    file.write_text("format = nan nan")
    with pytest.raises(InputError, match=r"drive.toml: it is no TOML: .*; give a file of the for"):
        read_laws(file)
