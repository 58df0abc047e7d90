"""``psychon doctor``: what is installed, and does it work."""

import platform
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING, Final

import click

from .output import Answer, Question, progress

if TYPE_CHECKING:
    from ....formal.net.model import Net
    from ....sim.campaign.result import Simulation

NET: Final = "figure-1e"
STEPS: Final = 50
RATE: Final = 0.5


@click.command("doctor", cls=Question)
def command() -> Answer:
    """Report the versions of Python and of all parts, and test this installation.

    It measures the engines of the simulator: 1000 neurons of fan-in 8, 512 runs, random bits and
    counts included, one thread. The tests solve figure 1(e), prove it and simulate it; the exit
    code is 0 if all pass, else 1.
    """
    from .... import __version__

    required, optional, extras = _parts()
    tests: list[dict[str, object]] = []
    with progress("testing") as show:
        for name, test in TESTS.items():
            show(f"testing: {name}")
            tests.append(_outcome(name, test))
    ok = all(test["ok"] for test in tests) and None not in required.values()
    content: dict[str, object] = {
        "psychon": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "required": required,
        "optional": optional,
        "engine": _engine(),
        "speed": _speed(),
        "false_alarms": _false_alarms(),
        "tests": tests,
        "ok": ok,
    }
    return Answer(
        content, lambda: _text(content, required, optional, extras, tests), 0 if ok else 1
    )


def _parts() -> tuple[dict[str, str | None], dict[str, str | None], dict[str, str]]:
    """Return the versions of what psychon needs and can use, None for what is absent.

    Last is which extra brings what it can use; what only its own tests need is none of that.
    """
    required: dict[str, str | None] = {}
    optional: dict[str, str | None] = {}
    extras: dict[str, str] = {}
    try:
        listed = requires("psychon") or []
    except PackageNotFoundError:
        listed = []
    for line in sorted(listed):
        name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]
        extra = re.search(r"extra == .(\w+)", line)
        if extra is None:
            required[name] = _version(name)
        elif extra[1] != "test":
            optional[name], extras[name] = _version(name), extra[1]
    return required, optional, extras


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _outcome(name: str, test: Callable[[], str]) -> dict[str, object]:
    try:
        return {"name": name, "ok": True, "detail": test()}
    # whatever an installation breaks with is what this command is asked to report
    except Exception as error:
        return {"name": name, "ok": False, "detail": f"{type(error).__name__}: {error}"}


def _engine() -> str:
    """Return the engine that simulations of some length choose here."""
    from ....sim.engine.choice import LITTLE, chosen

    return chosen("auto", LITTLE, LITTLE)


def _speed() -> dict[str, float | None]:
    """Return how many updates of neurons a second each engine does, None where it fails."""
    speeds: dict[str, float | None] = {}
    for engine in ("numpy", "fast"):
        try:
            from ....sim.campaign.speed import speed

            speeds[engine] = float(f"{speed(engine):.3g}")
        except Exception:
            speeds[engine] = None
    return speeds


def _false_alarms() -> dict[str, object]:
    """Return what all random checks together may err when all is well, and each group of them."""
    from ....sim.statistics.alarms import TOTAL, budget

    return {"total": TOTAL, **{line.group: line.all for line in budget()}}


def _net() -> "Net":
    from ....formal.registry import load

    return load(NET)


def _simulation() -> "Simulation":
    from ....sim.campaign.simulate import simulate

    return simulate(_net(), STEPS, 256, RATE, seed=1, level=1 - 1e-9)


def _solves() -> str:
    from ....formal.translate.solve import solve

    return "; ".join(f"{name} = {formula}" for name, formula in solve(_net()).items())


def _proves() -> str:
    from ....formal.verify.decide import verify_expected

    verdicts = verify_expected(_net())
    for verdict in verdicts:
        if verdict.status != "proved":
            raise ValueError(f"{verdict.property} is {verdict.status}: {verdict.reason}")
    return f"{len(verdicts)} properties proved"


def _refutes() -> str:
    from ....formal.verify.decide import verify

    verdict = verify(_net(), "N3 = S N1")
    if verdict.trace is None:
        raise ValueError(f"{verdict.property} is {verdict.status}: {verdict.reason}")
    return f"{verdict.property} refuted at t = {verdict.trace.at}"


def _simulates() -> str:
    from ....formal.probability.firing import expected_rate
    from ....formal.translate.solve import solve

    seen = _simulation()
    for name, formula in solve(_net()).items():
        low, high = seen.interval[name]
        exact = expected_rate(formula, RATE, STEPS)
        if not low <= exact <= high:
            raise ValueError(f"{name} fires at {exact:.6f}, not in [{low:.6f}, {high:.6f}]")
    return f"{len(seen.neurons)} exact rates in their intervals"


TESTS: Final[dict[str, Callable[[], str]]] = {
    f"solve {NET}": _solves,
    f"verify {NET}": _proves,
    "refute a false property": _refutes,
    f"simulate {NET}": _simulates,
}


def _text(
    content: Mapping[str, object],
    required: Mapping[str, str | None],
    optional: Mapping[str, str | None],
    extras: Mapping[str, str],
    tests: Sequence[Mapping[str, object]],
) -> str:
    lines = [f"{key}: {content[key]}" for key in ("psychon", "python", "platform", "engine")]
    speed = content["speed"]
    assert isinstance(speed, dict)
    for name, updates in speed.items():
        told = "does not run" if updates is None else f"{updates:.3g} updates of neurons a second"
        lines.append(f"  {name}: {told}")
    for label, parts in (("required", required), ("optional", optional)):
        lines.append(f"{label}:")
        for name, number in parts.items():
            absent = (
                f'absent; pip install "psychon[{extras[name]}]"' if name in extras else "absent"
            )
            lines.append(f"  {name} {number or absent}")
    alarms = content["false_alarms"]
    assert isinstance(alarms, dict)
    lines.append("false alarms, at most:")
    lines += [f"  {group} {chance:.2g}" for group, chance in alarms.items()]
    lines.append("tests:")
    for test in tests:
        lines.append(f"  {'pass' if test['ok'] else 'FAIL'}: {test['name']}: {test['detail']}")
    lines.append("all is well" if content["ok"] else "this installation is broken")
    return "\n".join(lines)
