"""The bit-parallel engine in numpy: 64 runs a word, neurons of a group in step.

The heap of a group's inputs is added column by column with carry-save full adders (five word
operations count three inputs), and a sum reaches the bar iff adding 2^bits - bar carries out.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import BudgetError, counted
from ...formal.net.program import Program
from .layout import Ends, Group, lay_out

Words = NDArray[np.uint64]

MEMORY: Final = 8 * 2**30
"""How many bytes the state may take."""

TILE_BYTES: Final = 128 * 1024
"""How large one bit plane of a tile is, so that a tile's dozen planes stay in the cache."""

_FULL: Final = np.uint64(2**64 - 1)


class PlanesEngine:
    """A net in the middle of its runs.

    Args:
        words: how many words of 64 runs each.

    Raises:
        BudgetError: the state would take more than ``MEMORY``.
    """

    def __init__(self, program: Program, words: int) -> None:
        layout = lay_out(program)
        # rows of tick t stand in slot t % slots, so a slot of a negative tick is still silent
        self._slots = program.longest_delay + 1
        size = self._slots * (program.rows + 2) * words * 8
        if size > MEMORY:
            raise BudgetError(
                f"{counted(program.rows, 'row')} with delays to {program.longest_delay} and"
                f" {counted(64 * words, 'run')} at once take {size / 2**30:.1f} GiB, more than"
                f" {MEMORY / 2**30:.0f} GiB; simulate fewer runs in each of more chunks"
            )
        self._ring = np.zeros((self._slots, program.rows + 2, words), np.uint64)
        self._ring[:, layout.one] = _FULL
        self._flat = self._ring.reshape(-1, words)
        self._stride = program.rows + 2
        self._layout = layout
        self._initial = layout.place[np.flatnonzero(program.initial)]
        self.place = layout.place
        """[rows] where ``now`` keeps each row of the net."""
        self._afferents = int((program.thresholds == 0).sum())
        self._ticks = 0
        tile = max(16, TILE_BYTES // (8 * words))
        self._tiles = [
            _Tile(group, start, min(start + tile, group.last - group.first))
            for group in layout.groups
            for start in range(0, group.last - group.first, tile)
        ]
        self._pool: dict[int, list[Words]] = {}

    @property
    def now(self) -> Words:
        """[rows, words] the last tick; valid until the next but ``longest_delay``."""
        return self._ring[(self._ticks - 1) % self._slots, : self._layout.zero]

    def tick(self, afferents: Words) -> None:
        """Run one tick.

        Args:
            afferents: [afferents, words] what fires among them, in the net's order.
        """
        now = self._ring[self._ticks % self._slots]
        now[: self._afferents] = afferents
        now[self._layout.silent : self._layout.zero] = 0
        if self._ticks == 0:
            now[self._initial] = _FULL
        else:
            starts = (self._ticks - np.arange(self._slots)) % self._slots * self._stride
            before = self._ring[(self._ticks - 1) % self._slots]
            for tile in self._tiles:
                self._fire(tile, before, starts, now[tile.first : tile.last])
        self._ticks += 1

    def _fire(self, tile: "_Tile", before: Words, starts: NDArray[np.int64], out: Words) -> None:
        pool = self._pool.setdefault(tile.last - tile.first, [])

        def borrow() -> Words:
            return pool.pop() if pool else np.empty_like(out)

        def fetch(ends: Ends, j: int) -> Words:
            plane = borrow()
            if tile.prompt:
                np.take(before, ends.rows[j], axis=0, out=plane, mode="clip")
            else:
                rows = starts[ends.delays[j]] + ends.rows[j]
                np.take(self._flat, rows, axis=0, out=plane, mode="clip")
            return plane

        top = len(tile.columns) - 1
        carried: list[Words] = []
        reached: Words | None = None
        for bit, (plus, minus) in enumerate(tile.columns):
            total: Words | None = None
            waiting, carried = carried, []
            inputs = len(plus.rows) + len(minus.rows) + len(waiting)
            spare: Words | None = None
            for j in range(inputs):
                if j < len(waiting):
                    plane = waiting[j]
                elif j < len(waiting) + len(plus.rows):
                    plane = fetch(plus, j - len(waiting))
                else:
                    plane = fetch(minus, j - len(waiting) - len(plus.rows))
                    np.bitwise_not(plane, out=plane)
                if total is None:
                    total = plane
                elif spare is None and j < inputs - 1 and bit < top:
                    spare = plane
                elif bit == top:  # the heaviest column cannot carry: its sum is below 2^bits
                    np.bitwise_xor(total, plane, out=total)
                    pool.append(plane)
                elif spare is None:  # a half adder: total, plane -> total, carry
                    carry = borrow()
                    np.bitwise_and(total, plane, out=carry)
                    np.bitwise_xor(total, plane, out=total)
                    pool.append(plane)
                    carried.append(carry)
                else:  # a full adder: total, spare, plane -> total, carry
                    mixed = borrow()
                    np.bitwise_xor(total, spare, out=mixed)
                    np.bitwise_and(total, spare, out=spare)
                    np.bitwise_xor(mixed, plane, out=total)
                    np.bitwise_and(mixed, plane, out=mixed)
                    np.bitwise_or(spare, mixed, out=spare)
                    carried.append(spare)
                    pool += (mixed, plane)
                    spare = None
            last = bit == top and not len(tile.vetoes.rows)
            reached = tile.compare(bit, total, reached, pool, out if last else None)
        assert reached is not None  # 2^bits > sum of all weights >= bar: its top bit is added
        for j in range(len(tile.vetoes.rows)):
            veto = fetch(tile.vetoes, j)
            np.bitwise_not(veto, out=veto)
            last = j == len(tile.vetoes.rows) - 1
            np.bitwise_and(reached, veto, out=out if last else reached)
            pool.append(veto)
        if reached is not out:
            if not len(tile.vetoes.rows):
                out[...] = reached
            pool.append(reached)


class _Tile:
    """Some neurons of a group: few enough that their planes stay in the cache."""

    def __init__(self, group: Group, start: int, stop: int) -> None:
        self.first, self.last = group.first + start, group.first + stop
        self.prompt = group.prompt

        def cut(ends: Ends) -> Ends:
            rows, delays = ends.rows[:, start:stop], ends.delays[:, start:stop]
            return Ends(np.ascontiguousarray(rows), np.ascontiguousarray(delays))

        self.columns = [(cut(plus), cut(minus)) for plus, minus in group.columns]
        self.vetoes = cut(group.vetoes)
        added = (1 << group.bits) - group.bars[start:stop]
        self._one_bar = bool((added == added[0]).all())
        self._added = int(added[0])
        self._masks = [
            np.where(added >> bit & 1, _FULL, np.uint64(0))[:, None] for bit in range(group.bits)
        ]

    def compare(
        self,
        bit: int,
        total: Words | None,
        carry: Words | None,
        pool: list[Words],
        out: Words | None,
    ) -> Words | None:
        """Add one bit of 2^bits - bar to the sum's, and return what carries; None is zero.

        Args:
            out: where to write it if both arguments are there; None: in place of ``carry``.
        """
        if total is None or carry is None:
            kept = carry if total is None else total
            if kept is None:
                return None
            if not self._one_bar:
                np.bitwise_and(kept, self._masks[bit], out=kept)
            elif not self._added >> bit & 1:
                pool.append(kept)
                return None
            return kept
        result = carry if out is None else out
        if self._one_bar:
            combine = np.bitwise_or if self._added >> bit & 1 else np.bitwise_and
            combine(total, carry, out=result)
        else:
            either = pool.pop() if pool else np.empty_like(total)
            np.bitwise_or(total, carry, out=either)
            np.bitwise_and(either, self._masks[bit], out=either)
            np.bitwise_and(total, carry, out=carry)
            np.bitwise_or(either, carry, out=result)
            pool.append(either)
        pool.append(total)
        if out is not None:
            pool.append(carry)
        return result
