"""Both engines are the reference meaning, bit for bit."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from random_nets import random_net

from psychon.formal.errors import BudgetError, InputError
from psychon.formal.net.model import Net
from psychon.formal.net.tick import run
from psychon.sim.campaign import runs as room
from psychon.sim.campaign.result import Simulation
from psychon.sim.campaign.simulate import simulate
from psychon.sim.campaign.threads import at_once
from psychon.sim.engine import choice, nearness, planes
from psychon.sim.engine.circuit import circuit
from psychon.sim.engine.fast import engine as fast
from psychon.sim.engine.fast import frame, kept, machine, neurons, whole
from psychon.sim.engine.fast.lookup import covered
from psychon.sim.engine.layout import lay_out
from psychon.sim.observe.raster import Window
from psychon.sim.stimulus.markov import Markov

PARTS = int(os.environ.get("PSYCHON_PARTS", "4"))
"""Of 50 random nets each; 40 are the full count."""

KERNELS = ("numpy", "interpreted", "compiled", "narrow", "whole")


def choose(kernel: str, patch: pytest.MonkeyPatch) -> str:
    """Have shapes compiled or interpreted whatever they cost; return the engine."""
    cost = 1e99 if kernel == "interpreted" else 0.0
    patch.setattr(fast, "COMPILED", (cost, cost))
    patch.setattr(fast, "KEPT", cost)
    patch.setattr(fast, "SMALL", 10**5 if kernel == "whole" else 0)
    processor = machine.processor()
    patch.setattr(processor, "ternary", processor.ternary and kernel != "narrow")
    return "numpy" if kernel == "numpy" else "fast"


def rasters(seen: Simulation) -> NDArray[np.bool_]:
    """Return all of them."""
    assert seen.rasters is not None
    return seen.rasters


def agrees(net: Net, seen: Simulation, runs: int, ticks: int) -> bool:
    """Say whether the reference meaning does what was seen, from the same inputs."""
    fired = {name: seen.raster(name) for name in net.names}
    return all(
        firing == {name for name in net.names if fired[name][r, t]}
        for r in range(runs)
        for t, firing in enumerate(
            run(net, [{a for a in net.afferents if fired[a][r, t]} for t in range(ticks)])
        )
    )


def drawn_net(rng: np.random.Generator, k: int) -> Net:
    """Return a net with weights to 2^20, vetoes, delays to 50 and fan-in to 300."""
    return random_net(
        rng,
        afferents=int(rng.integers(0, 5)),
        neurons=int(rng.choice([1, 3, 8, 25])),
        max_delay=int(rng.choice([1, 2, 8, 50])),
        max_weight=(1, 3, 2**20)[k % 3],
        max_fan_in=int(rng.choice([1, 4, 12, 300], p=[0.2, 0.3, 0.45, 0.05])),
        initial=True,
        cycles=bool(k % 2),
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_engines_are_the_reference_meaning_on_random_nets(
    part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(part)
    for k in range(50):
        monkeypatch.setattr(nearness, "SMALL", 0 if k % 4 == 1 else 2**13)
        net = drawn_net(rng, k)
        ticks = 60 if net.program.longest_delay > 8 else 14
        seen = {}
        for kernel in KERNELS if k % 10 == 0 else KERNELS[:2]:
            engine = choose(kernel, monkeypatch)
            seen[kernel] = simulate(net, ticks, 3, 0.5, seed=k, raster=True, engine=engine)
        reference = seen.pop("numpy")
        assert agrees(net, reference, 3, ticks)
        for other in seen.values():
            assert other.engine == "fast"
            assert np.array_equal(rasters(other), rasters(reference))
            assert other.count == reference.count


def wide_net() -> Net:
    """Return a net of many neurons of few shapes, some rare."""
    rng = np.random.default_rng(5)
    rows, fan_in = 300, 6
    target = np.repeat(np.arange(20, rows), fan_in)
    source = np.concatenate([rng.choice(rows, fan_in, replace=False) for _ in range(rows - 20)])
    weight = rng.choice([1, 1, 1, 2, -1, 0], len(target))
    delay = np.where(target < 200, 1, rng.integers(1, 5, len(target)))
    thresholds = np.where(np.arange(rows) < 20, 0, rng.integers(1, 3, rows))
    names = [f"n{k}" for k in range(rows)]
    net = Net.from_arrays(names, thresholds, source, target, weight, delay)
    groups = lay_out(net.program).groups
    assert {group.prompt for group in groups} == {True, False}
    assert {bool(group.shape.bar) for group in groups} == {True, False}
    return net


WIDE = wide_net()


@pytest.mark.parametrize("kernel", KERNELS)
def test_many_neurons_of_one_shape_and_tiles(kernel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planes, "TILE_BYTES", 1024)
    engine = choose(kernel, monkeypatch)
    assert agrees(WIDE, simulate(WIDE, 8, 2, 0.5, raster=True, engine=engine), 2, 8)


@pytest.mark.parametrize("burn_in", [0, 3])
@pytest.mark.parametrize(("steps", "window"), [(1, 8), (4, 4), (5, 8), (37, 2), (37, 4), (39, 8)])
def test_counts_are_those_of_rasters(
    steps: int, window: int, burn_in: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    burn_in = min(burn_in, steps - 1)
    monkeypatch.setattr(room, "WORK", 900)  # pauses within the run
    monkeypatch.setattr(fast, "WINDOWS", (window,))
    stimuli = {"n3": Markov(0.3, 0.6), "n4": np.arange(steps) % 2, "n5": [0] * steps}
    rates = {
        f"n{k}": (0.3, 0.0, 1.0, Fraction(1, 3))[k % 4] for k in range(20) if k not in (3, 4, 5)
    }
    for kernel in KERNELS:
        engine = choose(kernel, monkeypatch)
        call = {"stimuli": stimuli, "seed": 9, "engine": engine, "burn_in": burn_in}
        counted = simulate(WIDE, steps, 1300, rates, **call)  # type: ignore[arg-type]
        kept = simulate(WIDE, steps, 1300, rates, raster=True, **call)  # type: ignore[arg-type]
        totals = rasters(kept)[:, :, burn_in:].sum(axis=2)
        assert np.array_equal(counted.counts.totals(), totals)
        assert np.array_equal(kept.counts.totals(), totals)
        assert list(counted.count.values()) == totals.sum(axis=1).tolist()
        if kernel == "numpy":
            first = rasters(kept)
        assert np.array_equal(rasters(kept), first)


@pytest.mark.parametrize("engine", ["numpy", "fast"])
def test_cuts_and_threads_change_no_bit(engine: str) -> None:
    whole = simulate(WIDE, 12, 1300, 0.3, seed=4, engine=engine, threads=1)
    call = {"seed": 4, "engine": engine, "watch": ["once n30 & S n31"]}
    watched = simulate(WIDE, 12, 1300, 0.3, **call)  # type: ignore[arg-type]
    for chunks, threads in ((1, 2), (2, 1), (3, 2), (9, 3)):
        cut = simulate(WIDE, 12, 1300, 0.3, seed=4, engine=engine, chunks=chunks, threads=threads)
        assert np.array_equal(cut.counts.totals(), whole.counts.totals())
        again = simulate(WIDE, 12, 1300, 0.3, chunks=chunks, threads=threads, **call)  # type: ignore[arg-type]
        assert again.watch == watched.watch
        assert again.count == whole.count


@pytest.mark.parametrize("kernel", KERNELS)
def test_golden_bits(kernel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = choose(kernel, monkeypatch)
    coin = Net.build().afferent("p", "q").neuron("OUT", 2).synapse("p", "OUT").synapse("q", "OUT")
    rates: dict[str, float | Fraction] = {"p": 0.3, "q": Fraction(1, 7)}
    seen = simulate(coin.net(), 20, 640, rates, seed=2**63 + 5, raster=True, engine=engine)
    digest = hashlib.sha256(np.packbits(rasters(seen), bitorder="little").tobytes()).hexdigest()
    assert digest == "cdd669a7de87b6c1bc234d2d0e2c44976d3418075433f3adb1edee18a7f88a5a"
    wide = simulate(WIDE, 20, 640, 0.3, seed=1, engine=engine)
    digest = hashlib.sha256(wide.counts.totals().astype("<i8").tobytes()).hexdigest()
    assert digest == "e203046f8444a6ef2f95b9d8e6c35bce08b7334ef927ca1ba6e4969dada8c6fd"


def test_auto_takes_numpy_for_little_work() -> None:
    assert choice.chosen("auto", 6, 100) == "numpy"
    assert choice.chosen("auto", 10_000, 1000) == "fast"
    assert choice.chosen("numpy", 10_000, 1000) == "numpy"
    assert simulate(WIDE, 1000, 5).engine == "fast"


def test_a_missing_fast_engine_is_one_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    with pytest.raises(InputError) as caught:
        simulate(WIDE, 5, 5, engine="fast")
    assert str(caught.value) == (
        "engine: 'fast' needs llvmlite; pip install \"psychon[fast]\", or use auto or numpy"
    )
    assert choice.chosen("auto", 10**6, 10**6) == "numpy"


def test_memory_is_estimated_before_it_is_taken() -> None:
    slow = Net.build().afferent("p").neuron("N").synapse("p", "N", delay=1_000_000).net()
    for engine in ("fast", "numpy"):
        with pytest.raises(BudgetError) as caught:
            simulate(slow, 5, 20_480, engine=engine, threads=40)
        assert str(caught.value) == (
            "2 rows with delays to 1000000 and 20,480 runs at once take 9.5 GiB, more than 8 GiB;"
            " take fewer threads"
        )
    with pytest.raises(BudgetError, match="simulate fewer runs in each of more chunks"):
        simulate(slow, 5, 20_480, engine="fast", threads=1, raster=Window(runs=1))
    slower = Net.build().afferent("p", *WIDE.names).neuron("N").synapse("p", "N", delay=10**6).net()
    with pytest.raises(BudgetError, match="shorten the longest delay, or cut the net"):
        simulate(slower, 5, 3)


def test_kernels_are_kept_and_damage_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kind = lay_out(WIDE.program).groups[0]
    name = (neurons.name(kind.shape, kind.prompt),)

    def link() -> str:
        monkeypatch.setattr(machine, "_LOADED", {})
        monkeypatch.setattr(machine, "_linker", lambda: machine.new_linker())
        machine.link({name: lambda: neurons.kernel(kind.shape, kind.prompt)})
        return capsys.readouterr().err

    assert link() == f"psychon: compiling 1 kernel for {machine.processor().cpu}, once\n"
    assert link() == ""
    path = machine.processor().kept(name[0])
    whole = path.read_bytes()
    code = whole[kept.DIGEST :]

    def signed(code: bytes) -> bytes:
        return hashlib.sha256(path.name.encode() + b"\0" + code).digest() + code

    assert signed(code) == whole
    # a hash that fits keeps junk, cut or headless code, and another kernel's, from no linker
    torn, headless, none = signed(code[:200]), signed(b"?" + code[1:]), signed(b"")
    other = hashlib.sha256(b"another.o\0" + code).digest() + code
    for damaged in (whole[:-1] + b"?", signed(b"junk" * 99), torn, headless, none, other, b""):
        path.write_bytes(damaged)
        assert "compiling 1 kernel" in link()
        assert link() == ""
    for writable, safe in ((path, 0o600), (path.parent, 0o700)):
        writable.chmod(0o777)
        assert "compiling 1 kernel" in link()
        writable.chmod(safe)
        assert link() == ""
    monkeypatch.setattr(os, "getuid", lambda: path.stat().st_uid + 1)
    assert kept.read(path) is None


def test_who_has_no_home_compiles_and_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    path = machine.processor().kept("any")
    kept.write(path, b"code")
    assert kept.read(path) is None
    assert not path.exists()


def test_wide_registers_and_ternary_logic_where_the_host_has_them() -> None:
    kind = lay_out(WIDE.program).groups[0]
    text = neurons.kernel(kind.shape, kind.prompt, ternary=True)
    assert machine.Processor("skylake-avx512", "+avx512f").ternary
    wide = machine.Processor("skylake-avx512", "+avx512f,+avx512vl,+avx512dq").assembly(text)
    assert "zmm" in wide
    lookups = covered(circuit(kind.shape))
    assert wide.count("vpternlogq") >= len(lookups)
    text = neurons.kernel(kind.shape, kind.prompt, ternary=False)
    assert not machine.Processor("x86-64", "+sse2,-avx512f").ternary
    narrow = machine.Processor("x86-64", "+sse2").assembly(text)
    assert "xmm" in narrow
    assert "ymm" not in narrow
    assert "define" in frame.text()


def test_gates_of_large_nets_are_not_all_counted() -> None:
    groups = lay_out(WIDE.program, rare=0).groups
    sizes = [len(circuit(group.shape)) * (group.last - group.first) for group in groups]
    assert whole.size(groups, 10**9) == sum(sizes)
    assert whole.size(groups, sizes[0]) == sum(sizes[:2])


def test_the_first_exception_stops_all_jobs() -> None:
    begun = threading.Event()

    def waits(stopped: Callable[[], bool]) -> None:
        begun.set()
        while not stopped():
            pass

    def fails(_: object) -> None:
        begun.wait()
        raise InputError("", "no", "")

    with pytest.raises(InputError):
        at_once([waits, fails, waits], 2)


@pytest.mark.parametrize("threads", ["1", "2"])
def test_interrupted_within_compiled_code(threads: str) -> None:
    code = (
        # whoever runs the tests in the background has it ignored
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from psychon.formal.registry import load\n"
        "from psychon.sim.campaign.simulate import simulate\n"
        "net = load('figure-1e'); simulate(net, 1000, 8, engine='fast'); print('on', flush=True)\n"
        f"simulate(net, 10**9, 5000, engine='fast', threads={threads})\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert child.stdout is not None and child.stderr is not None
        assert child.stdout.readline() == b"on\n"
        child.send_signal(signal.SIGINT)
        _, complaints = child.communicate(timeout=60)
    finally:
        child.kill()
    assert complaints.rstrip().endswith(b"KeyboardInterrupt")
