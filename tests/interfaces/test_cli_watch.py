"""``psychon watch``, and ``psychon simulate --drive``: recordings."""

from pathlib import Path

import pytest
from interfaces.command_line import ask, refused

TABLE = "tick,N1,N2,N3\n0,0,1,0\n1,0,0,0\n2,1,0,0\n3,0,0,1\n"


@pytest.fixture
def table(tmp_path: Path) -> str:
    """Write a recording of figure 1(e)."""
    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    return str(file)


@pytest.fixture
def spikes(tmp_path: Path) -> str:
    """Write a list of spikes."""
    file = tmp_path / "spikes.csv"
    file.write_text("time,neuron\n0.3,N2\n0.31,N2\n2.5,N1\n3,N2\n")
    return str(file)


def test_formulae_are_reported_and_properties_judged(table: str) -> None:
    reply = ask("watch", table, "N3 | N2", "always N3 -> S N1", "false")
    assert (reply.code, reply.stdout) == (0, (
        "watched: N3 | N2\n  true at 2 ticks, 0.500000 of all\n  at 0, 3\n"
        "held: always N3 -> S N1\n"
        "watched: false\n  true at 0 ticks, 0.000000 of all\n"
        "4 ticks of 3 names\n"
    ))  # fmt: skip
    broken = ask("watch", table, "N3 = S N2", "once N1")
    assert (broken.code, broken.stdout) == (1, (
        "violated: N3 = S N2\n  first at tick 1\n"
        "watched: once N1\n  true at 2 ticks, 0.500000 of all\n  at 2..3\n"
        "4 ticks of 3 names\n"
    ))  # fmt: skip
    content = ask("watch", table, "N3 = S N2", "--json").json
    assert content == {
        "ticks": 4, "names": ["N1", "N2", "N3"], "merged": 0,
        "watch": {"N3 = S N2": {
            "count": 2, "fraction": 0.5, "first": 0, "failed": 1, "spans": [[0, 0], [2, 2]],
            "verdict": "violated",
        }},
    }  # fmt: skip


def test_many_stretches_are_cut(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text("p\n" + "1\n0\n" * 8)
    assert "\n  at 0, 2, 4, 6, 8, and 3 more\n" in ask("watch", str(file), "p").stdout


def test_spikes_are_binned(spikes: str) -> None:
    assert ask("watch", spikes, "N2", "--bin", "0.1").stdout == (
        "watched: N2\n  true at 2 ticks, 0.064516 of all\n  at 3, 30\n"
        "31 ticks of 2 names, 1 spike merged into their bins\n"
    )
    assert (
        refused("watch", spikes, "N2")
        == f"{spikes}: it lists spikes; give the width of a bin, --bin W"
    )


def test_a_recording_drives_a_net(table: str, spikes: str) -> None:
    content = ask("simulate", "figure-1e", "--drive", spikes, "--bin", "1", "--json").json
    # cold at 0 alone is felt as heat at 3
    assert content["neurons"]["N3"]["rate"] == 0.5 or content["neurons"]["N3"]["count"] > 0
    assert refused("simulate", "figure-1e", "--drive", table) == (
        "stimuli: 'N3' is a neuron; the net decides whether it fires; drive afferents only"
    )
    assert refused("simulate", "figure-1e", "--drive", spikes, "--bin", "1", "--steps", "9") == (
        f"--drive {spikes!r}: it has 4 ticks, --steps asks for 9; leave --steps away"
    )
    assert refused("simulate", "figure-1e", "--bin", "1") == (
        "--bin: there is nothing to bin; name a list of spikes by --drive"
    )


def test_what_is_not_recorded_keeps_its_rate(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("N2\n" + "1\n0\n" * 10)
    args = ("simulate", "figure-1e", "--drive", str(file), "--rate", "N1=0", "--rate", "1/2")
    content = ask(*args, "--json").json
    # N2 for one tick only, again and again, makes heat three ticks later, and never cold
    assert content["neurons"]["N4"]["count"] == 0
    assert content["neurons"]["N3"]["rate"] == 0.45
