"""Draw the run of a Turing machine: time runs down, a row a step, a column a cell of the tape."""

import base64
import struct
import zlib
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from .svg import EXCITES, INHIBITS, breadth, frame, group, text

CELL: Final = 12.0
"""How large a cell is where each is drawn on its own, in pixels."""

ROWS, COLUMNS = 128, 96
"""Up to so many rows and columns, cells are drawn one by one, and heads show their states."""

WIDEST: Final = 768
"""How many pixels a larger picture is across at most; some cells then share a pixel."""

INKS: Final = (EXCITES, "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#b39b00", "#7f7f7f")
"""Of the symbols 1, 2, ...; the blank has none."""


class Snapshot(Protocol):
    """What is read of a run: see ``sim.explore.machine``."""

    @property
    def step(self) -> int:
        """How many steps were done."""

    @property
    def state(self) -> str:
        """The name of the state."""

    @property
    def head(self) -> int:
        """The cell that is read."""

    @property
    def first(self) -> int:
        """Which cell ``cells`` begins with."""

    @property
    def cells(self) -> NDArray[np.uint16]:
        """[cells] the symbols from there on."""


def picture(run: Sequence[Snapshot], title: str) -> str:
    """Return the picture of a run as SVG.

    Args:
        run: the tape at some steps, first to last; at least one.
    """
    first = min(one.first for one in run)
    width = max(one.first + len(one.cells) for one in run) - first
    plain = len(run) <= ROWS and width <= COLUMNS
    rows = {0: run[0], len(run) // 2: run[len(run) // 2], len(run) - 1: run[-1]}
    left, top = 14 + max(breadth(f"{one.step:,}", 10) for one in rows.values()), 22.0
    across, down = (CELL * width, CELL * len(run)) if plain else _size(width, len(run))
    body = (
        _cells(run, first, left, top)
        if plain
        else [_image(run, first, width, (left, top, across, down))]
    )
    edge = (first, first + width - 1)
    for at, cell in zip((left + 5, left + across - 5), edge, strict=True):
        body.append(text((at, 15), str(cell), size=10))
    for k, one in rows.items():
        y = top + down * (k + 0.5) / len(run) + 4
        body.append(text((left - 6, y), f"{one.step:,}", anchor="end", size=10))
    body.append(
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{across:.1f}" height="{down:.1f}"'
        ' stroke-opacity="0.4" stroke-width="1"/>'
    )
    described = (
        f"cells {edge[0]} to {edge[1]} of the tape, left to right, after steps {run[0].step:,} to"
        f" {run[-1].step:,}, top to bottom; the head is orange; at the end"
        f" {np.count_nonzero(run[-1].cells):,} cells are not blank"
    )
    return frame(left + across + 12, top + down + 10, title, described, body)


def _cells(run: Sequence[Snapshot], first: int, left: float, top: float) -> list[str]:
    """Draw cells one by one, and at each head its state."""
    parts = []
    for k, one in enumerate(run):
        y = top + CELL * k
        for symbol in range(1, int(one.cells.max(initial=0)) + 1):
            path = "".join(
                f"M{left + CELL * (one.first - first + cell):.0f} {y:.0f}h{CELL:.0f}v{CELL:.0f}"
                f"h-{CELL:.0f}z"
                for cell in np.flatnonzero(one.cells == symbol).tolist()
            )
            if path:
                ink = INKS[(symbol - 1) % len(INKS)]
                parts.append(f'<path d="{path}" fill="{ink}" fill-opacity="0.75" stroke="none"/>')
        x = left + CELL * (one.head - first)
        mark = (
            f'<rect x="{x + 1:.0f}" y="{y + 1:.0f}" width="{CELL - 2:.0f}" height="{CELL - 2:.0f}"'
            f' stroke="{INHIBITS}" stroke-width="2"/>'
        )
        said = f"after {one.step} steps: state {one.state}, head at {one.head}"
        letter = text((x + CELL / 2, y + 10), one.state, size=9) if len(one.state) == 1 else ""
        parts.append(group(said, mark, letter))
    return parts


def _size(width: int, rows: int) -> tuple[float, float]:
    """Return how large a picture of pixels is shown."""
    return float(min(max(width, 320), WIDEST)), float(min(max(rows, 256), WIDEST))


def _image(
    run: Sequence[Snapshot], first: int, width: int, box: tuple[float, float, float, float]
) -> str:
    """Draw cells as pixels; where cells share one, it has the mean of their inks."""
    shared = -(-width // WIDEST)
    inks = np.array([[0, 0, 0, 0], *(_rgba(ink) for ink in INKS)], np.float64)
    pixels = np.zeros((len(run), -(-width // shared), 4), np.uint8)
    for k, one in enumerate(run):
        row = np.zeros(pixels.shape[1] * shared, np.int64)
        at = one.first - first
        cells = one.cells.astype(np.int64)
        row[at : at + len(cells)] = np.where(cells, (cells - 1) % len(INKS) + 1, 0)
        pixels[k] = np.rint(_mixed(inks[row].reshape(-1, shared, 4)))
        pixels[k, (one.head - first) // shared] = _rgba(INHIBITS)
    data = base64.b64encode(_png(pixels)).decode("ascii")
    left, top, across, down = box
    return (
        f'<image x="{left:.1f}" y="{top:.1f}" width="{across:.1f}" height="{down:.1f}"'
        f' preserveAspectRatio="none" style="image-rendering:pixelated"'
        f' href="data:image/png;base64,{data}"/>'
    )


def _mixed(inks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean ink of cells that share a pixel: [pixels, cells, 4] to [pixels, 4]."""
    alpha = inks[:, :, 3:].sum(axis=1)
    colour = (inks[:, :, :3] * inks[:, :, 3:]).sum(axis=1) / np.maximum(alpha, 1)
    return np.concatenate([colour, alpha / inks.shape[1]], axis=1)


def _rgba(ink: str) -> tuple[int, int, int, int]:
    red, green, blue = (int(ink[k : k + 2], 16) for k in (1, 3, 5))
    return red, green, blue, 255


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """Write [rows, columns, 4] red, green, blue, alpha as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    rows, columns, _ = pixels.shape
    header = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    lines = b"".join(b"\0" + row.tobytes() for row in pixels)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines, 9))
        + chunk(b"IEND", b"")
    )  # fmt: skip
