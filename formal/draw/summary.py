"""Sum up a net that is too large to be drawn: how many neurons stand in each layer."""

from collections import Counter
from typing import Final

from .drawable import Net
from .layout import layers
from .svg import frame, group, text

LAYERED: Final = 200_000
"""Nets with more neurons or synapses than this are counted as a whole, not by layer."""

BARS: Final = 24


def summary(net: Net) -> str:
    """Return the size of a net as SVG: a bar for each layer, or for several where many."""
    program = net.program
    vetoes = int((program.weight == 0).sum())
    inhibits = int((program.weight < 0).sum())
    facts = (
        f"{len(program.source) - vetoes - inhibits:,} excite, {inhibits:,} inhibit,"
        f" {vetoes:,} veto; the longest delay is {program.longest_delay:,}"
    )
    head = f"{repr(net).strip('<>')}: too large to be drawn; cut a part out with net.subnet"
    body = [text((12, 24), head, anchor="start"), text((12, 44), facts, anchor="start", size=12)]
    width = max(8.2 * len(head), 620.0)
    if max(len(net.names), len(program.source)) > LAYERED:
        return frame(width, 58, "A large net", f"{head}. {facts}", body)
    edges = list(zip(program.source.tolist(), program.target.tolist(), strict=True))
    afferents = [k for k, threshold in enumerate(program.thresholds.tolist()) if not threshold]
    layer, _, back = layers(len(net.names), edges, afferents)
    counts = Counter(layer)
    each = -(-len(counts) // BARS)
    bars = [
        (k, min(k + each, len(counts)) - 1, sum(counts[n] for n in range(k, k + each)))
        for k in range(0, len(counts), each)
    ]
    tallest = max((count for _, _, count in bars), default=1)
    pitch = min((width - 24) / max(len(bars), 1), 84.0)
    said = []
    for i, (first, last, count) in enumerate(bars):
        x, tall = 12 + pitch * i, max(120 * count / tallest, 1.0)
        span = f"{first}" if first == last else f"{first}\N{EN DASH}{last}"
        words = f"layer {span}: {count:,}" if first == last else f"layers {span}: {count:,}"
        said.append(words)
        bar = (
            f'<rect x="{x:.1f}" y="{200 - tall:.1f}" width="{pitch - 6:.1f}" height="{tall:.1f}"'
            ' fill="currentColor" fill-opacity="0.25"/>'
        )
        middle = x + (pitch - 6) / 2
        size = 11 if pitch > 40 else 8
        number = text((middle, 194 - tall), f"{count:,}", size=size)
        body.append(group(words, bar, number, text((middle, 214), span, size=size)))
    closing = f"neurons by layer, afferents first; {len(back):,} connections lead back"
    body.append(text((12, 236), closing, anchor="start", size=12))
    words = f"{head}. {facts}. {'; '.join(said)}; {len(back):,} connections lead back"
    return frame(width, 248, "A large net", words, body)
