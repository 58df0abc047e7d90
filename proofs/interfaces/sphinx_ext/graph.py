"""Draw which claims rest on which: as computed, with the status each has."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Final

from ....formal.draw.layout import Placed, place
from ....formal.draw.svg import Point, breadth, curve, frame, safe, shorten, text
from ....formal.errors import counted
from ...derivation.report import ClaimReport

HEIGHT: Final = 40.0
"""Of a box, in pixels."""

ROOM: Final = 56.0
"""Between columns, where edges bend."""

WIDEST: Final = 760.0
"""How wide a row of claims that stand alone may be."""

GAP: Final = 12.0


def picture(claims: Sequence[ClaimReport], links: Mapping[str, str]) -> str:
    """Return a graph of claims as SVG: what is used on the left, what uses it on the right.

    Args:
        claims: each after those it uses.
        links: by id, where a claim is shown.
    """
    index = {claim.id: k for k, claim in enumerate(claims)}
    edges = [(index[used], index[claim.id]) for claim in claims for used in claim.uses]
    joined = sorted({node for edge in edges for node in edge})
    row = {node: k for k, node in enumerate(joined)}
    widths = [_width(claim) for claim in claims]
    between = [(row[a], row[b]) for a, b in edges]
    sizes = [(HEIGHT / 2 + GAP / 2, HEIGHT / 2 + GAP / 2)] * len(joined)
    placed = place(len(joined), between, (), sizes)
    assert placed is not None  # no budget was given
    columns = _columns(placed, [widths[node] for node in joined])
    top = min((y for _, y in placed.at.values()), default=0.0) - HEIGHT / 2 - GAP
    at: dict[int, Point] = {}
    for node in joined:
        layer, y = placed.at[row[node]]
        at[node] = (columns[layer][0], y - top)
    body = [_edge(placed, columns, edge, top, widths[joined[edge[0]]]) for edge in between]
    right = max((at[node][0] + widths[node] for node in joined), default=0.0)
    bottom = max((y for _, y in at.values()), default=-HEIGHT / 2 - GAP) + HEIGHT / 2
    x, y = GAP, bottom + GAP + HEIGHT / 2
    for node in (node for node in range(len(claims)) if node not in row):
        if x > GAP and x + widths[node] > max(WIDEST, right):
            x, y = GAP, y + HEIGHT + GAP
        at[node] = (x, y)
        x += widths[node] + GAP
        right, bottom = max(right, at[node][0] + widths[node]), y + HEIGHT / 2
    body += [_box(claim, at[k], widths[k], links.get(claim.id)) for k, claim in enumerate(claims)]
    title = f"{counted(len(claims), 'claim')} by status, and what rests on what"
    words = "; ".join(_words(claim) for claim in claims)
    svg = frame(right + GAP, bottom + GAP, title, words, body)
    # an image would hide its links from those who cannot see it
    return svg.replace('role="img"', f'role="group" aria-label="{escape(title)}"', 1)


def _width(claim: ClaimReport) -> float:
    return max(breadth(shorten(claim.id, 30), 13), breadth(claim.status, 11)) + 20


def _columns(placed: Placed, widths: Sequence[float]) -> list[tuple[float, float]]:
    """Return the left and the right edge of each layer's boxes."""
    found, x = [], GAP
    for members in placed.order:
        wide = max((widths[node] for node in members if node < len(widths)), default=0.0)
        found.append((x, x + wide))
        x += wide + ROOM
    return found


def _edge(
    placed: Placed,
    columns: Sequence[tuple[float, float]],
    edge: tuple[int, int],
    top: float,
    width: float,
) -> str:
    """Draw an edge from a used claim to the left side of the one that uses it."""
    chain = placed.chains[edge]
    points: list[Point] = []
    for k, node in enumerate(chain):
        layer, y = placed.at[node]
        left, right = columns[layer]
        if k == 0:
            points.append((left + width, y - top))
            if right > left + width:
                points.append((right, y - top))
        elif k == len(chain) - 1:
            points.append((left - 5, y - top))
        else:
            points += [(left, y - top), (right, y - top)]
    path = curve(points, [0.0 for _ in list(pairwise(points))[1:]])
    x, y = points[-1]
    tip = f'<path d="M{x - 3:.1f} {y - 4:.1f}l8 4l-8 4z" fill="currentColor" stroke="none"/>'
    return f'<g class="psychon-uses"><path d="{path}"/>{tip}</g>'


def _box(claim: ClaimReport, at: Point, width: float, link: str | None) -> str:
    x, y = at
    middle = x + width / 2
    rect = (
        f'<rect x="{x:.1f}" y="{y - HEIGHT / 2:.1f}" width="{width:.1f}" height="{HEIGHT:.1f}"'
        f' rx="6" class="psychon-box psychon-{claim.status}"/>'
    )
    name = text((middle, y - 2), shorten(claim.id, 30), size=13)
    status = text((middle, y + 13), claim.status, size=11)
    inside = f"<title>{safe(_words(claim))}</title>{rect}{name}{status}"
    if link is None:
        return f"<g>{inside}</g>"
    label = escape(_words(claim))
    return f'<a href="{escape(link)}" aria-label="{label}">{inside}</a>'


def _words(claim: ClaimReport) -> str:
    rests = f", rests on {', '.join(claim.uses)}" if claim.uses else ""
    return f"{claim.id} ({claim.title}): {claim.status}{rests}"
