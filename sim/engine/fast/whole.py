"""A small net as one kernel, its wiring written out: no table is read, and each row but once.

It is called as those of neurons.py are.
"""

from collections.abc import Sequence
from hashlib import sha256

from llvmlite import ir

from ..circuit import circuit
from ..layout import Group as Members
from .arrays import ROW
from .code import Code, Value, constant
from .machine import processor
from .neurons import ARGUMENTS, Fetch, firing


def size(groups: Sequence[Members], most: int) -> int:
    """Return how many gates a net has; beyond ``most`` they are not counted on."""
    gates = 0
    for group in groups:
        if gates <= most:  # a circuit of many inputs takes milliseconds to make
            gates += len(circuit(group.shape)) * (group.last - group.first)
    return gates


def name(groups: Sequence[Members], stride: int) -> str:
    """Return what a net's kernel is called."""
    wiring = [
        (g.first, tuple(g.shape), g.rows.tolist(), g.delays.tolist(), g.bars.tolist())
        for g in groups
    ]
    facts = repr((wiring, stride, processor().ternary))
    return "net_" + sha256(facts.encode()).hexdigest()[:24]


def kernel(groups: Sequence[Members], stride: int) -> str:
    """Return the text of a module that defines a net's kernel.

    Args:
        stride: words of a slot.
    """
    module = ir.Module()
    code = Code(module, name(groups, stride), ARGUMENTS)
    ring, before, now, group, _ = code.arguments
    fetch = Fetch(code, ring, before, now, group)
    slots: dict[int, Value] = {1: before}
    rows: dict[tuple[int, int], Value] = {}

    def row(number: int, delay: int) -> Value:
        if delay not in slots:
            slots[delay] = fetch.behind(constant(-delay * stride))
        if (number, delay) not in rows:
            rows[number, delay] = code.row(slots[delay], number * ROW)
        return rows[number, delay]

    for each in groups:
        for k, bar in enumerate(each.bars.tolist()):
            sources = [
                row(number, delay)
                for number, delay in zip(
                    each.rows[k].tolist(), each.delays[k].tolist(), strict=True
                )
            ]
            # with a bar of its own a neuron has no masks
            fires = firing(code, each.shape._replace(bar=bar), sources.__getitem__, _none)
            code.store_row(fires, now, (each.first + k) * ROW)
    code.finish()
    return str(module)


def _none(bit: int) -> Value:
    raise AssertionError(bit)
