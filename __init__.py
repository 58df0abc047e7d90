"""psychon: what a McCulloch-Pitts net computes, proved and simulated.

The face below is lazy: a name's module is imported when the name is first used.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .formal.errors import InputError as InputError
    from .formal.errors import PsychonError as PsychonError
    from .formal.formula.expr import Formula as Formula
    from .formal.formula.parse import parse as parse
    from .formal.net.model import Net as Net
    from .formal.net.tick import tick as tick
    from .formal.translate.realize import realize as realize
    from .formal.translate.solve import solve as solve
    from .formal.verify.decide import compare as compare
    from .formal.verify.decide import find as find
    from .formal.verify.decide import verify as verify
    from .sim.campaign.simulate import simulate as simulate
    from .sim.explore.attractors import attractors as attractors
else:
    _HOMES = {
        "Formula": "formal.formula.expr",
        "InputError": "formal.errors",
        "Net": "formal.net.model",
        "PsychonError": "formal.errors",
        "attractors": "sim.explore.attractors",
        "compare": "formal.verify.decide",
        "find": "formal.verify.decide",
        "parse": "formal.formula.parse",
        "realize": "formal.translate.realize",
        "simulate": "sim.campaign.simulate",
        "solve": "formal.translate.solve",
        "tick": "formal.net.tick",
        "verify": "formal.verify.decide",
    }

    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *_HOMES})
