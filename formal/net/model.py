"""The net: an immutable value over flat tables."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, Self, final

import numpy as np
from numpy.typing import ArrayLike

from ..draw.layered import picture
from ..errors import InputError, NetError, UnknownNameError, nearest
from ..formula.expr import check_name
from . import algebra, document, graph, schema
from .builder import NetBuilder
from .order import Order, order_of
from .program import Program, assemble
from .synapse import Synapse
from .threshold import threshold_document

if TYPE_CHECKING:
    import networkx as nx


@final
class Net:
    """A McCulloch-Pitts net: afferents, neurons with thresholds, synapses with delays.

    Make one with ``load``, ``from_dict``, ``from_graph``, ``from_matrix``,
    ``from_threshold`` or ``build``.

    Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:115-133; a neuron fires when the sum
    reaches its threshold (>=), where 1943 lets it exceed the threshold (>).
    """

    __slots__ = ("__weakref__", "_index", "assume", "expect", "names", "program")
    names: tuple[str, ...]
    program: Program
    assume: tuple[str, ...]
    expect: tuple[str, ...]
    _index: dict[str, int]

    def __init__(self, parts: schema.Parts) -> None:
        for slot, value in parts._asdict().items():
            object.__setattr__(self, slot, value)
        object.__setattr__(self, "_index", {name: k for k, name in enumerate(parts.names)})

    # --- making one

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a net from a ``psychon-net/1`` file, TOML if it ends in .toml, else JSON.

        Raises:
            NetError: with file, place, value and fix.
        """
        content = document.load(path)
        try:
            return cls.from_dict(content)
        except InputError as error:
            raise error.within(os.fspath(path)) from None

    @classmethod
    def from_dict(cls, content: Mapping[str, object]) -> Self:
        """Make a net from a ``psychon-net/1`` document.

        Raises:
            NetError: with the key, its value and what to write instead.
        """
        return cls(schema.read(dict(content) if isinstance(content, Mapping) else content))

    @classmethod
    def from_graph(cls, source: "nx.DiGraph[str]") -> Self:
        """Make a net from a networkx DiGraph or MultiDiGraph.

        Args:
            source: nodes are names; a node with ``threshold`` is a neuron, ``initial=True`` lets
                it fire at t = 0; an edge has ``weight`` (default 1) or ``veto=True``, and
                ``delay`` (default 1); ``assume`` and ``expect`` are attributes of the graph.
        """
        return cls.from_dict(graph.to_document(source))

    @classmethod
    def from_matrix(
        cls, W: ArrayLike, thresholds: Sequence[int | None], names: Sequence[str] | None = None
    ) -> Self:
        """Make a net whose synapses all have delay 1.

        Args:
            W: [n, n] integers; ``W[i, j]`` is the weight from neuron i to neuron j, 0 for none
                (networkx's convention).
            thresholds: n entries, None for an afferent.
            names: n names; N1, N2, ... by default.
        """
        return cls.from_dict(graph.matrix_document(W, thresholds, names))

    @classmethod
    def from_threshold(
        cls,
        weights: Mapping[tuple[str, str], int],
        thresholds: Mapping[str, float | Fraction],
        ties: Literal["hold", "off"] = "hold",
    ) -> Self:
        """Make a net of a Boolean threshold network, with a tonic helper if it needs one.

        Args:
            weights: integers by (source, target).
            thresholds: multiples of 1/2 by name; a sum beyond its own fires, one below silences.
            ties: a sum equal to the threshold keeps the last state ("hold") or silences ("off").
        """
        return cls.from_dict(threshold_document(weights, thresholds, ties))

    @classmethod
    def from_arrays(
        cls,
        names: Sequence[str],
        thresholds: ArrayLike,
        source: ArrayLike,
        target: ArrayLike,
        weight: ArrayLike,
        delay: ArrayLike | None = None,
        initial: Iterable[str] = (),
    ) -> Self:
        """Make a large net from flat columns.

        Args:
            names: one a row.
            thresholds: [rows], 0 for an afferent.
            source, target: [synapses] rows.
            weight: [synapses], 0 for a veto.
            delay: [synapses] in ticks; 1 everywhere by default.
        """
        index = {check_name(name, f"names[{k}]"): k for k, name in enumerate(names)}
        if len(index) < len(names):
            raise NetError("names", "a name occurs twice", "make every name distinct")
        columns = graph.checked_columns(len(index), thresholds, source, target, weight, delay)
        flags = np.zeros(len(names), np.bool_)
        for name in initial:
            if name not in index:
                fix = nearest(str(name), list(index))
                raise UnknownNameError("initial", f"no neuron is called {name!r:.80}", fix)
            flags[index[name]] = True
        program = assemble(columns[0], flags, *columns[1:])
        if (flags & (program.thresholds == 0)).any():
            raise NetError("initial", "it names an afferent", "name neurons only")
        schema.check_program(tuple(names), program)
        return cls(schema.Parts(tuple(names), program, (), ()))

    @classmethod
    def build(cls) -> "NetBuilder[Self]":
        """Return a fluent builder; its ``net()`` makes the net."""
        return NetBuilder(cls.from_dict)

    # --- reading it

    @property
    def afferents(self) -> tuple[str, ...]:
        """Names without a threshold, which the world drives."""
        return tuple(self.names[k] for k in np.flatnonzero(self.program.thresholds == 0))

    @property
    def neurons(self) -> tuple[str, ...]:
        """Names with a threshold."""
        return tuple(self.names[k] for k in np.flatnonzero(self.program.thresholds))

    @property
    def initial(self) -> tuple[str, ...]:
        """Names of the neurons that fire at t = 0."""
        return tuple(self.names[k] for k in np.flatnonzero(self.program.initial))

    @property
    def synapses(self) -> tuple[Synapse, ...]:
        """All synapses, by target, source and delay."""
        return tuple(s for name in self.names for s in self.incoming(name))

    def incoming(self, name: str) -> tuple[Synapse, ...]:
        """The synapses onto ``name``."""
        return tuple(
            Synapse(self.names[source], name, weight or None, delay)
            for source, weight, delay in self.program.incoming(self.row(name))
        )

    def threshold(self, name: str) -> int | None:
        """The threshold of ``name``, None for an afferent."""
        return int(self.program.thresholds[self.row(name)]) or None

    def row(self, name: str) -> int:
        """The row of ``name`` in ``program``.

        Raises:
            UnknownNameError: with the nearest names.
        """
        if name not in self._index:
            raise UnknownNameError("", f"no neuron is called {name!r:.80}", nearest(
                str(name), self.names))  # fmt: skip
        return self._index[name]

    @property
    def order(self) -> Order:
        """The least number of neurons whose removal leaves no cycle, or bounds on it.

        Large nets with many cycles take up to ten seconds.
        """
        return order_of(self.program, self.names)

    @property
    def graph(self) -> "nx.MultiDiGraph[str]":
        """This net as a frozen networkx graph, made at each call."""
        return graph.from_document(self.to_dict())

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of neurons, synapses and initial firing, whatever their order."""
        digest = hashlib.sha256()
        content = [
            sorted((name, self.threshold(name)) for name in self.names),
            sorted([s.source, s.target, s.weight or 0, s.delay] for s in self.synapses),
            sorted(self.initial),
        ]
        digest.update(json.dumps(content, separators=(",", ":")).encode())
        return digest.hexdigest()

    # --- writing it

    def to_dict(self) -> dict[str, object]:
        """Return the net as a ``psychon-net/1`` document."""
        neurons: dict[str, object] = {}
        for name, threshold in zip(self.names, self.program.thresholds.tolist(), strict=True):
            neurons[name] = {"threshold": threshold} if threshold else {}
        rows = []
        for synapse in self.synapses:
            row: dict[str, object] = {"source": synapse.source, "target": synapse.target}
            row |= {"veto": True} if synapse.weight is None else {"weight": synapse.weight}
            rows.append(row | ({"delay": synapse.delay} if synapse.delay > 1 else {}))
        return {
            "format": document.FORMAT,
            "neurons": neurons,
            "synapses": rows,
            "initial": list(self.initial),
            "assume": list(self.assume),
            "expect": list(self.expect),
        }

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the net to ``path``, TOML if it ends in .toml, else JSON; whole or not at all."""
        toml = os.fspath(path).endswith(".toml")
        write = document.write_toml if toml else document.write_json
        document.save(path, write(self.to_dict()))

    # --- making others of it

    def rename(self, names: Mapping[str, str]) -> "Net":
        """Return the net with neurons renamed, in its formulae too."""
        return Net.from_dict(algebra.rename(self.to_dict(), names))

    def subnet(self, names: Iterable[str]) -> "Net":
        """Return the part that decides how ``names`` fire: they and all that leads to them."""
        return Net.from_dict(algebra.subnet(self.to_dict(), names))

    def compose(self, other: "Net") -> "Net":
        """Return both nets as one; an afferent called like the other's neuron is driven by it."""
        return Net.from_dict(algebra.compose(self.to_dict(), other.to_dict()))

    # --- as a value

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a net does not change; make another with rename, compose, from_dict")

    def __reduce__(self) -> tuple[object, ...]:
        return Net.from_dict, (self.to_dict(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Net) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        return self.fingerprint, self.assume, self.expect

    def __contains__(self, name: object) -> bool:
        return name in self._index

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return (
            f"<Net: {len(self.afferents)} afferents, {len(self.neurons)} neurons,"
            f" {len(self.program.source)} synapses>"
        )

    def _repr_svg_(self) -> str:
        return picture(self)
