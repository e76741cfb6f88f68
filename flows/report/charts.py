"""Charts of the pages: Altair's, drawn as SVG when the page is made.

Altair writes the chart down, Vega draws it (`vl-convert`, without a browser and without a network), and `_quiet` leaves
shapes and words alone: no script, no style, no address, no id. Colours are the stylesheet's variables, so that light,
dark and paper each have theirs; words are text in the page's own font, that can be selected and read aloud. What a
chart shows stands beside it as words or as a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from markupsafe import Markup, escape

from flows.report.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    import altair as alt

NARROW: Final = 250
"""Width of a small chart in CSS pixels, its axis not counted: it fits a phone, and three stand side by side."""

WIDE: Final = 510
"""Width of a chart that needs room, its axis not counted."""

OTHERS: Final = "all others"
"""Name of what has no colour of its own."""

LONGEST_LABEL: Final = 60
"""Characters of a text in a chart: names of sources and publishers are as long as articles make them."""

MEASURED_FONT: Final = "Liberation Sans"
"""Font by whose widths Vega lays text out: it comes with `vl-convert`, so that pages are the same on every machine."""

MEASURED_SIZE: Final = 12.5
"""Size in CSS pixels for which Vega keeps room. The stylesheet draws 11: the reader's own font may be wider."""

THEME: Final[dict[str, Any]] = {
    "background": "transparent",
    "font": MEASURED_FONT,
    "padding": 2,
    "view": {"stroke": None},
    "axis": {
        "domainColor": "var(--line)",
        "gridColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelColor": "var(--quiet)",
        "titleColor": "var(--quiet)",
        "labelFontSize": MEASURED_SIZE,
        "titleFontSize": MEASURED_SIZE,
        "labelSeparation": 6,
        "titleFontWeight": "normal",
        "labelLimit": 170,
    },
    "legend": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--quiet)",
        "titleFontWeight": "normal",
        "labelFontSize": MEASURED_SIZE,
        "labelLimit": 150,
        "orient": "bottom",
        "direction": "horizontal",
        "columns": 3,
        "symbolType": "square",
        "symbolStrokeWidth": 0,
    },
    "text": {"fontSize": MEASURED_SIZE, "color": "var(--ink)"},
}

COLOURS: Final = tuple(f"var(--c{number})" for number in range(1, 9))
"""Colours of a list of things, in order; the last also stands for all others."""

_ELEMENTS: Final = frozenset({"svg", "g", "path", "rect", "line", "circle", "text", "tspan"})
_ATTRIBUTES: Final = frozenset(
    {"d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "viewBox", "transform", "opacity",
     "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
     "stroke-linejoin", "stroke-miterlimit", "text-anchor", "font-weight", "font-style", "dy", "dx"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with the words that go with it; `summary` says what it shows to those who do not see it.

    `figures` are what it draws as words, for those who want to read them; empty where a table beside it has them. A
    chart that `is_wide` is scrolled on a small screen; others fit it.
    """

    title: str
    summary: str
    svg: Markup
    figures: tuple[str, ...] = ()
    is_wide: bool = False


def chart_of(rows: list[dict[str, Any]], width: float | None = None, height: float | None = None) -> alt.Chart:
    """Return an empty chart of `rows`, of that size in CSS pixels; a part of another chart has none of its own."""
    import altair as alt

    data: Any = alt.Data  # whose signature has no types
    chart = alt.Chart(data(values=rows))
    return chart if width is None else chart.properties(width=width, height=height)


def draw(
    chart: alt.TopLevelMixin, title: str, summary: str, *, figures: Iterable[str] = (), is_wide: bool = False
) -> Chart:
    """Return `chart` as a drawing; a mark's `description` is what the pointer shows.

    Every text in its data must have passed `label`.
    """
    import vl_convert

    specification = chart.to_dict()
    specification["config"] = THEME
    # Nothing in a specification has an address; should one get there, it may not be asked.
    svg = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    return Chart(title, summary, _quiet(svg, f"{title}: {summary}"), tuple(figures), is_wide)


def label(text: object, longest: int = LONGEST_LABEL) -> str:
    """Return `text` as a chart may show it: of bounded length, and without characters that mislead or break the drawing."""
    words = " ".join(shown(str(text)).split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def named_bars(rows: list[dict[str, Any]]) -> alt.LayerChart:
    """Return lying bars; `rows` have the `name` before a bar, its `value` and the `words` behind it."""
    import altair as alt

    room = max(row["value"] for row in rows) * 1.45 or 1  # for the words
    base = chart_of(rows, width=NARROW - 30, height=20 * len(rows)).encode(
        x=alt.X("value:Q", title=None, axis=None).scale(domain=[0, room], nice=False),
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False)),
        description="words:N",
    )
    bars = base.mark_bar(color="var(--link)", height=12)
    chart: alt.LayerChart = bars + base.mark_text(align="left", dx=4).encode(text="words:N")
    return chart


def _quiet(svg: str, words: str) -> Markup:
    """Return the drawing as one image named by `words`: shapes, text and what the pointer shows; nothing else."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(svg.encode(), parser)
    pieces: list[str] = []
    _write(root, pieces, f' class="drawing" role="img" aria-label="{escape(words)}"')
    return Markup("".join(pieces))  # noqa: S704 - every piece is ours or escaped


def _write(element: etree._Element, pieces: list[str], own: str = "") -> None:
    tag = etree.QName(element).localname
    if tag not in _ELEMENTS or element.get("display") == "none" or _is_unseen(element, tag):
        return
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items() if name in _ATTRIBUTES)
    inside: list[str] = []
    told = element.get("aria-label")
    if told and element.get("role") == "graphics-symbol" and tag != "g":
        inside.append(f"<title>{escape(told)}</title>")
    if tag in {"text", "tspan"} and element.text:
        inside.append(str(escape(element.text)))
    for child in element:
        _write(child, inside)
    if tag == "g" and not inside:
        return
    content = "".join(inside)
    if tag == "g" and not attributes and not own:
        pieces.append(content)
        return
    pieces.append(f"<{tag}{own}{attributes}>{content}</{tag}>" if content else f"<{tag}{own}{attributes}/>")


def _is_unseen(element: etree._Element, tag: str) -> bool:
    """Tell whether an element draws nothing: Vega gives every group two paths for frames that ours do not have."""
    if tag == "path" and element.get("class") in {"background", "foreground"}:
        return element.get("fill") is None and element.get("stroke") is None
    return tag == "rect" and element.get("fill") == "transparent"


def count_bar(value: float, comparator: str, highest: float) -> Markup:
    """Return a claimed number on the scale from zero to `highest`: a dot, led on by a line where it is a bound.

    A mark inside a table's row, which stretches with it and has no words or axis of its own.
    """
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
