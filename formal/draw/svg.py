"""Write SVG: the frame, texts and paths that all pictures share, for light and dark pages."""

import re
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Final

Point = tuple[float, float]

EXCITES: Final = "#0072b2"
INHIBITS: Final = "#d55e00"
"""From the colour-blind-safe palette of Okabe & Ito; either is seen on white and on black."""

# A file of its own chooses its paper and ink; inside a page (never :root) it takes the page's.
_STYLE: Final = (
    ":root.psychon{color-scheme:light dark;background:Canvas;color:CanvasText}"
    "@media (prefers-color-scheme:dark){:root.psychon .excites{color:#56b4e9}"
    ":root.psychon .inhibits{color:#e69f00}}"
)
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def safe(words: str) -> str:
    """Escape text for XML, and replace the characters that XML cannot hold."""
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", words))


def frame(width: float, height: float, title: str, description: str, body: Sequence[str]) -> str:
    """Return a whole picture with a title and a description for those who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="psychon" role="img"'
        f' viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
        ' style="max-width:100%;height:auto" fill="none" stroke="currentColor"'
        ' stroke-width="1.4" font-family="serif" font-size="14">'
        f"<title>{safe(title)}</title><desc>{safe(description)}</desc><style>{_STYLE}</style>"
        f"{''.join(body)}</svg>"
    )


def text(at: Point, words: str, *, anchor: str = "middle", size: float = 14, more: str = "") -> str:
    """Return a line of text."""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    scale = "" if size == 14 else f' font-size="{size:.3g}"'
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}"{place}{scale}{more} fill="currentColor"'
        f' stroke="none">{safe(words)}</text>'
    )


def group(title: str, *parts: str) -> str:
    """Return parts with a title that shows under the pointer."""
    return f"<g><title>{safe(title)}</title>{''.join(parts)}</g>"


def shorten(name: str, longest: int = 18) -> str:
    """Cut a long name in the middle; its title has the whole."""
    if len(name) <= longest:
        return name
    return f"{name[: longest // 2]}…{name[-(longest - longest // 2 - 1) :]}"


def breadth(words: str, size: float = 14) -> float:
    """Estimate how wide a text is, in pixels."""
    return 0.58 * size * len(words)


def curve(points: Sequence[Point], steepest: Sequence[float]) -> str:
    """Return a smooth path through points from left to right, level at both ends.

    Args:
        steepest: by inner point, the slope it may have there at most.
    """
    slopes = [(d - b) / max(c - a, 1e-9) for (a, b), (c, d) in pairwise(points)]
    tangents = [0.0]
    for (before, after), most in zip(pairwise(slopes), steepest, strict=True):
        # no steeper than either side, and level at turning points: the path never overshoots
        size = min(abs(before), abs(after), most) if before * after > 0 else 0.0
        tangents.append(size if before > 0 else -size)
    tangents.append(0.0)
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for k, ((a, b), (c, d)) in enumerate(pairwise(points)):
        reach = 0.45 * (c - a)
        path += (
            f"C{a + reach:.1f} {b + reach * tangents[k]:.1f}"
            f" {c - reach:.1f} {d - reach * tangents[k + 1]:.1f} {c:.1f} {d:.1f}"
        )
    return path


def bent(points: Sequence[Point], radius: float = 11.0) -> str:
    """Return a path of straight pieces with rounded corners."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = (_towards(corner, other, radius) for other in (before, after))
        path += f"L{near[0]:.1f} {near[1]:.1f}Q{corner[0]:.1f} {corner[1]:.1f}"
        path += f" {far[0]:.1f} {far[1]:.1f}"
    return path + f"L{points[-1][0]:.1f} {points[-1][1]:.1f}"


def _towards(a: Point, b: Point, step: float) -> Point:
    length = max(abs(b[0] - a[0]) + abs(b[1] - a[1]), 1e-9)  # the pieces are level or upright
    share = min(step / length, 0.5)
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
