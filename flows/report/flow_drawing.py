"""A run as a flow: documents read, what became of them, and the records that were found in those that were loaded.

Each band is as thick as its share of what it leaves. Documents and records are different things: on the right the
thickness of all loaded documents is shared out among the records that were found in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flows.report.charts import Chart, chart_of, draw
from flows.report.wording import format_count, format_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.report.snapshot import Row

OUTCOMES: Final = ("loaded", "unchanged", "quarantined")

RECORDS: Final = {
    "cases": ("case", "cases"),
    "charges": ("charge", "charges"),
    "events": ("event", "events"),
    "penalties": ("penalty", "penalties"),
    "amounts": ("amount of money", "amounts of money"),
    "claims": ("claim", "claims"),
    "claim_quantities": ("count", "counts"),
}
"""Tables whose rows are records with a meaning of their own, in the order of the drawing, and what one and many are called."""

_THICK: Final = 170.0
"""Thickness of all documents, in CSS pixels."""

_ROW: Final = 30.0
"""Room that a name needs."""

_STEPS: Final = 16
"""Stretches of which the bend of a band is made."""

_READ, _OUTCOME, _RECORDS = 0.0, 0.42, 1.0
"""Where the three columns stand."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A part of a column: its name, colour, and upper edge and thickness in CSS pixels."""

    words: str
    colour: str
    top: float
    thick: float


def flow_chart(run: Row, found: Mapping[str, int]) -> Chart | None:
    """Return the flow of `run`, with the number of records `found` by table; null for a run that read nothing."""
    if not run["documents_read"]:
        return None
    outcomes = [(name, run[f"documents_{name}"] or 0) for name in OUTCOMES]
    middle = _column([(f"{format_number(count)} {name}", count, f"var(--{name})") for name, count in outcomes], _THICK)
    loaded = middle[0] if run["documents_loaded"] else None
    records = [
        (f"{format_number(found[table])} {one if found[table] == 1 else many}", found[table])
        for table, (one, many) in RECORDS.items()
        if loaded and found.get(table)
    ]
    right = _column([(words, count, "var(--loaded)") for words, count in records], loaded.thick if loaded else 0)
    read = _Node(f"{format_count(run['documents_read'], 'document')} read", "var(--ink)", -_THICK / 2, _THICK)
    bands = _bands(read, middle, _READ, _OUTCOME)
    if loaded:
        bands += _bands(loaded, right, _OUTCOME, _RECORDS)
    nodes = [(_READ, read), *((_OUTCOME, node) for node in middle), *((_RECORDS, node) for node in right)]
    summary = f"{read.words}: {', '.join(f'{format_number(count)} {name}' for name, count in outcomes)}"
    if records:
        summary += f"; found in them: {', '.join(words for words, _ in records)}"
    return draw(_layers(bands, nodes), "Documents and the records found in them", summary, is_wide=True)


def _column(parts: Sequence[tuple[str, int, str]], thick: float) -> list[_Node]:
    """Return the parts that are not nothing, each with room for its name, centred about 0."""
    some = [part for part in parts if part[1]]
    total = sum(count for _, count, _ in some) or 1
    thicks = [max(1.5, thick * count / total) for _, count, _ in some]
    top = -sum(max(_ROW, each + 6) for each in thicks) / 2
    nodes = []
    for (words, _, colour), each in zip(some, thicks, strict=True):
        room = max(_ROW, each + 6)
        nodes.append(_Node(words, colour, top + (room - each) / 2, each))
        top += room
    return nodes


def _bands(origin: _Node, parts: Sequence[_Node], start: float, end: float) -> list[dict[str, Any]]:
    """Return the edges of the bands from `origin` to its parts, point by point."""
    points = []
    top = origin.top
    scale = origin.thick / (sum(part.thick for part in parts) or 1)
    for part in parts:
        for step in range(_STEPS + 1):
            way = step / _STEPS
            bend = way * way * (3 - 2 * way)
            points.append(
                {
                    "band": f"{start} {part.words}",
                    "colour": part.colour,
                    "x": start + 0.012 + (end - start - 0.012) * way,
                    "upper": top + (part.top - top) * bend,
                    "lower": (top + part.thick * scale) + (part.top + part.thick - top - part.thick * scale) * bend,
                    "words": part.words,
                }
            )
        top += part.thick * scale
    return points


def _layers(bands: list[dict[str, Any]], nodes: Sequence[tuple[float, _Node]]) -> Any:  # noqa: ANN401 - the library's own
    import altair as alt

    reach = max(abs(edge) for _, node in nodes for edge in (node.top - _ROW / 2, node.top + node.thick + _ROW / 2))
    x = alt.X("x:Q", axis=None).scale(domain=[0, 1.28], nice=False)
    y = alt.Y("upper:Q", axis=None).scale(domain=[reach, -reach], nice=False)
    colour = alt.Color("colour:N", scale=None)
    flows = (
        chart_of(bands)
        .mark_area(opacity=0.4)
        .encode(x=x, y=y, y2="lower:Q", color=colour, detail="band:N", description="words:N")
    )
    rows = [
        {
            "x": place,
            "end": place + 0.012,
            "upper": node.top,
            "lower": node.top + node.thick,
            "middle": node.top + node.thick / 2,
            "colour": node.colour,
            "words": node.words,
        }
        for place, node in nodes
    ]
    base = chart_of(rows)
    edges = base.mark_rect().encode(x=x, x2="end:Q", y=y, y2="lower:Q", color=colour)
    names = base.mark_text(align="left", dx=18, fontWeight="bold").encode(x=x, y="middle:Q", text="words:N")
    return alt.layer(flows, edges, names).properties(width=1010, height=2 * reach)
