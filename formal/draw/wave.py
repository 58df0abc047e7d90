"""Write a trace as a Value Change Dump, for waveform viewers such as GTKWave or Surfer."""

from io import StringIO
from typing import Final

from ..errors import InputError
from .raster import Trace

SCALE: Final = "1 ms"
"""A tick in the dump: the synaptic delay of 1943 is of this order."""


def dump(trace: Trace, title: str = "") -> str:
    """Return the text of a dump: a wire a neuron, and one that rises where two sides disagree.

    Args:
        trace: time 0 of the dump is its first tick, which lies before t = 0 if an impulse does.
        title: what the run is.

    Raises:
        InputError: pyvcd, which writes it, is missing.
    """
    try:
        from vcd import VCDWriter
    except ImportError:
        raise InputError(
            "trace", "a .vcd file needs pyvcd", 'pip install "psychon[wave]", or write .svg'
        ) from None
    text = StringIO()
    spikes = [("net", name, ticks) for name, ticks in trace.firing.items()]
    spikes += [("second", name, ticks) for name, ticks in (trace.firing2 or {}).items()]
    first = min([0, *(t for _, _, ticks in spikes for t in ticks)])
    comment = f"{title}; time 0 is t = {first}".replace("$", "")
    with VCDWriter(text, timescale=SCALE, comment=comment, date="") as writer:
        fails = writer.register_var("property", "fails", "wire", size=1, init=0)
        wires = [
            (writer.register_var(scope, name, "wire", size=1, init=0), frozenset(ticks))
            for scope, name, ticks in spikes
        ]
        for t in range(first, trace.steps):
            for wire, ticks in wires:
                writer.change(wire, t - first, int(t in ticks))
            writer.change(fails, t - first, int(t == trace.at))
        for wire in (fails, *(wire for wire, _ in wires)):
            writer.change(wire, trace.steps - first, 0)
    return text.getvalue()
