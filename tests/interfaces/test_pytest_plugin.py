"""The pytest plugin, as another project meets it."""

import json
from functools import partial
from pathlib import Path

import pytest

from psychon.formal.errors import Disagreement
from psychon.formal.registry import load
from psychon.formal.verify import decide

pytest_plugins = ["pytester"]

HEAVY = ("cvc5", "networkx", "numpy", "rich", "sympy", "z3")


@pytest.fixture(autouse=True)
def _plain(pytester: pytest.Pytester) -> None:
    # as a project of its own, with its own options
    pytester.makeini("[pytest]\n")


def net(**changes: object) -> str:
    """Return a net's text with some keys changed."""
    content = {
        "format": "psychon-net/1",
        "neurons": {"p": {}, "q": {}, "N": {"threshold": 1}},
        "synapses": [{"source": "p", "target": "N"}, {"source": "q", "target": "N", "veto": True}],
        "expect": ["N = S p & ~S q"],
    }
    return json.dumps(content | changes)


def write(pytester: pytest.Pytester, name: str, text: str) -> Path:
    """Write a file of the project."""
    file = pytester.path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_each_expectation_is_a_test(pytester: pytest.Pytester) -> None:
    load("figure-1e").save(pytester.path / "heat.net.json")
    load("figure-1e").save(pytester.path / "heat.net.toml")
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=4)
    first, second = load("figure-1e").expect
    for name in ("heat.net.json", "heat.net.toml"):
        for text in (first, second):
            result.stdout.fnmatch_lines([f"{name}::{text.replace('[', '[[]')} PASSED*"])


def test_a_test_is_chosen_by_its_property(pytester: pytest.Pytester) -> None:
    load("figure-1e").save(pytester.path / "heat.net.json")
    text = load("figure-1e").expect[1]
    pytester.runpytest(f"heat.net.json::{text}").assert_outcomes(passed=1)
    pytester.runpytest("-k", "N3").assert_outcomes(passed=1, deselected=1)


def test_a_refuted_property_fails_with_its_trace(pytester: pytest.Pytester) -> None:
    write(pytester, "cold.net.json", net(expect=["N = S p", "N = S p & ~S q"]))
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "*cold.net.json: N = S p*",
            "refuted: N = S p",
            "a shortest run of 2 ticks violates it at t = 1*(window, Z3)",
            "t  01",
            "p  |.",
            "q  |.",
            "N  ..",
            "*^ t = 1: left 0, right 1",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_an_undecided_property_fails_with_its_reason(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "verify", partial(decide.verify, rlimit=1))
    load("figure-1i").save(pytester.path / "circle.net.json")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(failed=len(load("figure-1i").expect))
    result.stdout.fnmatch_lines(["unknown: N3 = *", "no run to t = *; the budget of 1 *"])


def test_contradictory_assumptions_fail_in_one_line(pytester: pytest.Pytester) -> None:
    write(pytester, "mad.net.json", net(assume=["p & ~p"]))
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["psychon: assume: no input satisfies p & ~p up to t = 0; *"])


def test_a_disagreement_fails(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    def disagree(*_: object, **__: object) -> None:
        raise Disagreement("proved, but a run refutes it")

    monkeypatch.setattr(decide, "verify", disagree)
    write(pytester, "heat.net.json", net())
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["psychon: proved, but a run refutes it"])


def test_the_nets_own_assumptions_count(pytester: pytest.Pytester) -> None:
    write(pytester, "calm.net.json", net(assume=["~q"], expect=["N = S p"]))
    pytester.runpytest().assert_outcomes(passed=1)


def test_a_net_without_expectations_loads(pytester: pytest.Pytester) -> None:
    write(pytester, "bare.net.json", net(expect=[]))
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["bare.net.json::loads PASSED*"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1, column 1: it is no JSON: Expecting value; mend the text there"),
        (
            net(synapses=[{"source": "p", "target": "M"}]),
            "synapses[[]0].target: no neuron is *'M'*",
        ),
        (net(expect=["N = S ("]), "expect[[]0]: column 8: the end stands where a formula *"),
        ("[" * 100_000, "*it nests more than 64 deep*"),
    ],
)
def test_a_malformed_net_fails_to_be_collected(
    pytester: pytest.Pytester, text: str, message: str
) -> None:
    file = write(pytester, "broken.net.json", text)
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    assert result.ret == 2
    result.stdout.fnmatch_lines([f"psychon: {file}: {message}"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_the_same_property_twice_is_two_tests(pytester: pytest.Pytester) -> None:
    long = "N = S p & ~S q" + " & (p | ~p)" * 40
    write(pytester, "twice.net.json", net(expect=["N = S p & ~S q", "N =  S p & ~S q", long]))
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(
        ["*::N = S p & ~S q PASSED*", "*::N = S p & ~S q #2 PASSED*", "*(p | ~p) *... PASSED*"]
    )


# --- which files are nets


def test_a_net_under_any_name_is_found_by_its_mark(pytester: pytest.Pytester) -> None:
    write(pytester, "sub/heat.json", net())
    (pytester.path / "cold.toml").write_text(
        'format = "psychon-net/1"\nsynapses = []\n[neurons]\np = {}\n', encoding="utf-8"
    )
    pytester.runpytest().assert_outcomes(passed=2)


def test_a_mark_beyond_the_first_4_kib_is_not_looked_for(pytester: pytest.Pytester) -> None:
    write(pytester, "inside.json", " " * (4096 - len('{"format": "psychon-net/')) + net())
    write(pytester, "beyond.json", " " * 4096 + net())
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["inside.json::*"])


def test_globs_name_more_nets(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\npsychon_nets = nets/*.psy *.brain\n")
    write(pytester, "nets/heat.psy", net())
    write(pytester, "deep/down/cold.brain", net())
    write(pytester, "other.psy", net())
    write(pytester, "nets/broken.brain", "no net")
    result = pytester.runpytest("-v", "--continue-on-collection-errors")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*ERROR*nets/broken.brain*"])
    named = pytester.runpytest("other.psy")
    assert named.ret == pytest.ExitCode.USAGE_ERROR


def test_other_projects_files_are_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it():\n    pass\n")
    write(pytester, "package.json", '{"name": "x"}')
    write(pytester, "broken.json", '{"name": ')
    write(pytester, "settings.toml", "a = 1\n")
    write(pytester, "empty.json", "")
    write(pytester, "notes.txt", net())
    (pytester.path / "binary.json").write_bytes(bytes(range(256)) * 64)
    (pytester.path / "utf16.json").write_bytes('{"a": "ä"}'.encode("utf-16"))
    (pytester.path / "folder.json").mkdir()
    (pytester.path / "dangling.json").symlink_to(pytester.path / "nothing")
    pytester.runpytest("-W", "error").assert_outcomes(passed=1)


def test_a_binary_file_with_the_mark_is_ours_and_malformed(pytester: pytest.Pytester) -> None:
    (pytester.path / "odd.json").write_bytes(b"\xff\xfe psychon-net/1")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["psychon: *odd.json: byte 0: it is not UTF-8; save it as UTF-8"])


def test_nothing_heavy_is_imported_without_a_net(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        import sys

        def test_light(request):
            assert request.config.pluginmanager.has_plugin("psychon")
            assert not set(sys.modules) & set({HEAVY!r})
            ours = sorted(name for name in sys.modules if name.startswith("psychon."))
            assert ours == [
                "psychon.formal", "psychon.formal.errors", "psychon.proofs",
                "psychon.proofs.interfaces", "psychon.proofs.interfaces.pytest_plugin",
            ]
        """
    )
    write(pytester, "package.json", '{"name": "x"}')
    pytester.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)


def test_it_can_be_switched_off(pytester: pytest.Pytester) -> None:
    write(pytester, "heat.net.json", net())
    result = pytester.runpytest_subprocess("-p", "no:psychon")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_workers_of_xdist(pytester: pytest.Pytester) -> None:
    write(pytester, "good.net.json", net())
    write(pytester, "bad.net.json", net(expect=["N = S p", "always ~N"]))
    result = pytester.runpytest_subprocess("-n", "2")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["refuted: N = S p"])
