"""Nets as networkx graphs, matrices and columns."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ..errors import NetError
from .document import FORMAT
from .program import Ints
from .schema import check_numbers

if TYPE_CHECKING:
    import networkx as nx


def to_document(graph: "nx.DiGraph[str]") -> dict[str, object]:
    """Return the document of a directed networkx graph.

    Raises:
        NetError: it is undirected, or carries attributes that a net does not have.
    """
    if not graph.is_directed():
        raise NetError("graph", "it is undirected", "use networkx.MultiDiGraph or DiGraph")
    neurons: dict[str, object] = {}
    initial = []
    for name, fields in graph.nodes(data=True):
        fields = dict(fields)
        if fields.pop("initial", False):
            initial.append(name)
        neurons[name] = {key: value for key, value in fields.items() if value is not None}
    synapses = []
    for source, target, fields in graph.edges(data=True):
        row = dict(fields)
        if row.get("veto") is False:
            del row["veto"]
        synapses.append({"source": source, "target": target, **row})
    lists = {key: list(graph.graph.get(key, ())) for key in ("assume", "expect")}
    return {
        "format": FORMAT,
        "neurons": neurons,
        "synapses": synapses,
        "initial": initial,
        **lists,
    }


def from_document(document: dict[str, object]) -> "nx.MultiDiGraph[str]":
    """Return a frozen MultiDiGraph that ``to_document`` reads back."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    neurons, synapses, initial = (document[key] for key in ("neurons", "synapses", "initial"))
    assert isinstance(neurons, dict) and isinstance(synapses, list) and isinstance(initial, list)
    for name, fields in neurons.items():
        graph.add_node(name, **fields, **({"initial": True} if name in initial else {}))
    for row in synapses:
        fields = {"delay": 1, **row}
        graph.add_edge(fields.pop("source"), fields.pop("target"), **fields)
    for key in ("assume", "expect"):
        graph.graph[key] = document[key]
    frozen: nx.MultiDiGraph[str] = nx.freeze(graph)
    return frozen


def matrix_document(
    matrix: ArrayLike, thresholds: Sequence[int | None], names: Sequence[str] | None
) -> dict[str, object]:
    """Return the document of a weight matrix, ``matrix[i, j]`` from i to j.

    Raises:
        NetError: it is not square, not of integers, or the lengths differ.
    """
    W = np.asarray(matrix)
    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise NetError("W", f"its shape is {W.shape}", "give a square matrix")
    if not np.issubdtype(W.dtype, np.integer):
        raise NetError("W", f"its entries are {W.dtype}", "give integers")
    n = len(W)
    names = [f"N{k + 1}" for k in range(n)] if names is None else names
    for label, column in (("thresholds", thresholds), ("names", names)):
        if len(column) != n:
            raise NetError(label, f"{len(column)} entries for {n} neurons", f"give {n}")
    if len(set(names)) < n:
        raise NetError("names", "a name occurs twice", "make every name distinct")
    neurons = {
        name: {} if threshold is None else {"threshold": threshold}
        for name, threshold in zip(names, thresholds, strict=True)
    }
    synapses = [
        {"source": names[i], "target": names[j], "weight": int(W[i, j])}
        for i, j in zip(*np.nonzero(W), strict=True)
    ]
    return {"format": FORMAT, "neurons": neurons, "synapses": synapses}


def checked_columns(
    rows: int,
    thresholds: ArrayLike,
    source: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike,
    delay: ArrayLike | None,
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Return the columns as int64 arrays of their own.

    Raises:
        NetError: a column has another length, is not of integers or leaves its range.
    """
    count = np.size(source)
    table = {
        "thresholds": (thresholds, rows),
        "source": (source, count),
        "target": (target, count),
        "weight": (weight, count),
        "delay": (np.ones(count, np.int64) if delay is None else delay, count),
    }
    columns = []
    for label, (values, length) in table.items():
        column = np.asarray(values)
        if column.shape != (length,):
            raise NetError(label, f"its shape is {column.shape}", f"give {length} entries")
        if column.size and not np.issubdtype(column.dtype, np.integer):
            raise NetError(label, f"its entries are {column.dtype}", "give integers")
        columns.append(column.astype(np.int64))
    for label, column in (("source", columns[1]), ("target", columns[2])):
        if count and not (column.min() >= 0 and column.max() < rows):
            raise NetError(label, f"a row lies outside 0..{rows - 1}", "name existing rows")
    check_numbers(columns[0], columns[3], columns[4])
    return columns[0], columns[1], columns[2], columns[3], columns[4]
