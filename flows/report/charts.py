"""Numbers as SVG, drawn when the page is made: no script, nothing to load, prints as it stands.

Drawings hold shapes alone and stretch with the page; words and figures stand beside them as text, in the page's own
size. Colours come from the stylesheet by class, so that light, dark and paper each have theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEIGHT: Final = 100
"""Height of a drawing in its own units; stretched to what the stylesheet gives."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with the words that go with it; `summary` says what it shows to those who do not see it."""

    title: str
    summary: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of a series: its label for the pointer, null where there is nothing to show."""

    label: str
    value: float | None
    is_marked: bool = False


def bar_chart(title: str, summary: str, bars: Sequence[Bar]) -> Chart:
    """Return a chart of upright bars from zero, the marked ones in the accent colour."""
    highest = max((bar.value for bar in bars if bar.value is not None), default=0) or 1
    slot = 100 / max(len(bars), 1)
    width = min(slot * 0.8, 8)
    drawn = Markup("").join(
        Markup(
            '<rect class="{}" x="{:.2f}%" y="{:.2f}" width="{:.2f}%" height="{:.2f}"><title>{}</title></rect>'
        ).format(
            "mark now" if bar.is_marked else "mark",
            place * slot + (slot - width) / 2,
            _HEIGHT - _HEIGHT * bar.value / highest,
            width,
            max(_HEIGHT * bar.value / highest, 0.6),
            bar.label,
        )
        for place, bar in enumerate(bars)
        if bar.value is not None
    )
    svg = Markup(
        '<svg class="bars" role="img" aria-label="{}" height="{}">{}<line class="base" x2="100%" y1="{}" y2="{}"/></svg>'
    )
    return Chart(title, summary, svg.format(f"{title}: {summary}", _HEIGHT, drawn, _HEIGHT - 0.5, _HEIGHT - 0.5))


def flow_drawing(parts: Sequence[tuple[str, int]]) -> Markup:
    """Return bands that lead from one whole on the left to its parts on the right, each as thick as its share.

    `parts` are class names and numbers; part after part, the right ends stand in the middle of equal rows.
    """
    total = sum(number for _, number in parts) or 1
    row = _HEIGHT
    height = row * len(parts)
    thickest = row * 0.8
    top = (height - thickest) / 2
    bands = []
    for place, (name, number) in enumerate(parts):
        if not number:
            continue
        thick = max(thickest * number / total, 1.2)
        left, right = top + thick / 2, row * (place + 0.5)
        bands.append(
            Markup(
                '<path class="band {}" d="M0 {:.1f} C50 {:.1f} 50 {:.1f} 100 {:.1f}" stroke-width="{:.1f}"/>'
            ).format(name, left, left, right, right, thick)
        )
        top += thickest * number / total
    return Markup(
        '<svg class="flow-bands" viewBox="0 0 100 {}" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>'
    ).format(height, Markup("").join(bands))


def count_bar(value: float, comparator: str, highest: float) -> Markup:
    """Return a claimed number on the scale from zero to `highest`: a dot, led on by a line where it is a bound."""
    place = 100 * value / (highest or 1) * 0.92
    line = Markup("")
    if comparator in {">", ">="}:
        line = Markup('<line class="reach" x1="{:.2f}%" x2="100%" y1="50%" y2="50%"/>').format(place)
    elif comparator in {"<", "<="}:
        line = Markup('<line class="reach" x1="0" x2="{:.2f}%" y1="50%" y2="50%"/>').format(place)
    dot = Markup('<circle class="{}" cx="{:.2f}%" cy="50%" r="6"/>').format(
        "dot about" if comparator == "~" else "dot", place
    )
    base = Markup('<line class="base" x1="0" x2="100%" y1="50%" y2="50%"/>')
    return Markup('<svg class="count" aria-hidden="true" focusable="false">{}{}{}</svg>').format(base, line, dot)
