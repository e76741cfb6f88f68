"""What the charts about records show: articles in time, cases in an article, who claimed how many, a person's events.

Each function takes plain values and returns a `Chart`, or null where there is too little to draw.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from flows.report.charts import COLOURS, NARROW, OTHERS, WIDE, Chart, chart_of, draw, label, named_bars
from flows.report.wording import (
    describe_event,
    describe_quantity,
    format_count,
    format_date,
    format_number,
    format_share,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.report.snapshot import Row

NAMED_SOURCES: Final = 6
"""Sources with a colour of their own; the others share one."""

MOST_CASES: Final = 6
"""Cases in an article from which on they are counted together."""

SHOWN_FIGURES: Final = 40
"""Figures that the chart of a dispute shows; its table has all."""

FEWEST_DAYS: Final = 3
"""Days that make a line of time; fewer are read faster in the list."""

_STEPS: Final = {
    "day": ("utcyearmonthdate", "%-d %b %Y", 10),
    "month": ("utcyearmonth", "%b %Y", 7),
    "year": ("utcyear", "%Y", 4),
}
"""How a step of time is grouped and written on the axis, and how many characters of an ISO date name it."""


def articles_chart(rows: Sequence[Row], step: str) -> Chart | None:
    """Return articles by date of publication and source, stacked.

    `rows` have `day` (the first of its step, ISO 8601), `source` and `articles`; `step` is `day`, `month` or `year`.
    """
    days = sorted({row["day"] for row in rows})
    if len(days) < 2:
        return None
    import altair as alt

    unit: Any  # one of the library's literals
    unit, form, precision = _STEPS[step]
    by_source: Counter[str] = Counter()
    for row in rows:
        by_source[row["source"]] += row["articles"]
    named = [source for source, _ in by_source.most_common()]
    named = named if len(named) <= NAMED_SOURCES + 1 else named[:NAMED_SOURCES]
    stacked: Counter[tuple[str, str]] = Counter()
    for row in rows:
        stacked[row["day"], label(row["source"], 32) if row["source"] in named else OTHERS] += row["articles"]
    domain = list(dict.fromkeys(label(source, 32) for source in named))
    colours = list(COLOURS[: len(domain)])
    if len(named) < len(by_source):
        domain, colours = [*domain, OTHERS], [*colours, COLOURS[-1]]
    data: list[dict[str, Any]] = [
        {
            "day": day,
            "source": source,
            "articles": count,
            "order": domain.index(source),
            "words": f"{format_date(day[:precision])}, {source}: {format_count(count, 'article')}",
        }
        for (day, source), count in stacked.items()
    ]
    axis = alt.Axis(format=form, grid=False, labelOverlap=True, tickCount=6)
    chart = (
        chart_of(data, width=min(WIDE, max(NARROW, 24 * len(days))), height=150)
        .mark_bar()
        .encode(
            x=alt.X("day:T", timeUnit=unit, title=None, axis=axis),
            y=alt.Y("sum(articles):Q", title="articles", axis=alt.Axis(tickCount=4, tickMinStep=1)),
            color=alt.Color("source:N", title=None).scale(domain=domain, range=colours),
            order=alt.Order("order:O"),
            description="words:N",
        )
    )
    first, last = format_date(days[0][:precision]), format_date(days[-1][:precision])
    summary = f"{first} to {last}, {format_count(len(by_source), 'source')}"
    figures = (row["words"] for row in sorted(data, key=lambda row: (row["day"], row["order"])))
    return draw(chart, f"Articles by {step} of publication", summary, figures=figures, is_wide=True)


def cases_chart(articles: Mapping[int, int]) -> Chart | None:
    """Return how many articles have no case, one, two and so on; `articles` are counted by their number of cases."""
    total = sum(articles.values())
    if not total:
        return None
    found = {
        ("no case", "1 case")[number] if number < 2 else f"{number} cases": articles.get(number, 0)
        for number in range(MOST_CASES)
    }
    found[f"{MOST_CASES} or more"] = total - sum(found.values())
    rows: list[dict[str, Any]] = [
        {"name": name, "value": count, "words": f"{format_number(count)} ({format_share(count / total)})"}
        for name, count in found.items()
    ]
    cases = sum(number * count for number, count in articles.items())
    summary = f"{format_count(total, 'article')} read for records, {cases / total:.2f} cases on average"
    figures = (f"{row['name']}: {format_count(row['value'], 'article')}" for row in rows)
    return draw(named_bars(rows), "Cases in an article", summary, figures=figures)


def dispute_chart(unit: str, figures: Sequence[Row]) -> Chart:
    """Return who claimed how many, and when: one row a claim in order of time, all on one scale from zero.

    A line leads on from a figure that is a bound, a ring stands for one that is about right.
    """
    import altair as alt

    values = [row["quantity_value"] for row in figures]
    end = max(values) * 1.08 or 1
    rows: list[dict[str, Any]] = []
    for place, row in enumerate(figures[:SHOWN_FIGURES]):
        value, comparator = row["quantity_value"], row["comparator"]
        when = format_date(row["stated_date"]) or "not dated"
        who = f"{when} · {label(row['speaker'] or row['speaker_text'] or 'source not named', 34)}"
        rows.append(
            {
                "place": place,
                "who": who,
                "value": value,
                "from": 0 if comparator in {"<", "<="} else value,
                "to": end if comparator in {">", ">="} else value,
                "zero": 0,
                "end": end,
                "fill": "var(--paper)" if comparator == "~" else "var(--accent)",
                "words": label(f"{who}: {describe_quantity(row)}", 120),
            }
        )
    base = chart_of(rows, width=NARROW + 60, height=36 * len(rows)).encode(y=alt.Y("place:O", axis=None))
    # Names stand above their lines: beside them, they would push the figures off a phone's screen.
    names = base.mark_text(align="left", dy=-13).encode(x=alt.value(0), text="who:N")
    lines = base.mark_rule(color="var(--line)").encode(x="zero:Q", x2="end:Q")
    reach = (
        base.transform_filter("datum.from != datum.to")
        .mark_rule(color="var(--accent)", strokeWidth=2, strokeDash=[5, 4])
        .encode(x="from:Q", x2="to:Q")
    )
    dots = base.mark_point(size=70, strokeWidth=2.5, stroke="var(--accent)", opacity=1).encode(
        x=alt.X("value:Q", title=None, axis=alt.Axis(tickCount=3, grid=False, orient="bottom")).scale(
            domain=[0, end], nice=False
        ),
        fill=alt.Fill("fill:N", scale=None),
        description="words:N",
    )
    shown = f"; the first {SHOWN_FIGURES} of them" if len(figures) > SHOWN_FIGURES else ""
    span = f"from {format_number(min(values))} to {format_number(max(values))}"
    summary = f"{format_count(len(figures), 'figure')} of {label(unit)} {span}, in order of time{shown}"
    return draw(alt.layer(lines, reach, names, dots), "Who claimed how many, and when", summary)


def person_chart(events: Sequence[Row]) -> Chart | None:
    """Return dated events on a line of time, one row a kind of event; null where there are few days.

    A bar covers the days that a date allows; a hollow mark stands for what has not happened.
    """
    dated = [event for event in events if event["event_earliest"] and event["event_latest"]]
    if len({event["event_earliest"] for event in dated}) < FEWEST_DAYS:
        return None
    import altair as alt

    rows: list[dict[str, Any]] = [
        {
            "kind": describe_event(event),
            "from": event["event_earliest"],
            "to": event["event_latest"],
            "fill": "var(--l-event)" if event["modality"] == "actual" else "var(--paper)",
            "words": f"{describe_event(event)}, {format_date(event['event_date'])}",
        }
        for event in dated
    ]
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    base = chart_of(rows, width=WIDE, height=22 * len(kinds)).encode(
        y=alt.Y("kind:N", sort=kinds, title=None, axis=alt.Axis(grid=True, domain=False, ticks=False))
    )
    x = alt.X("from:T", title=None, axis=alt.Axis(tickCount=6, grid=False, labelOverlap=True, format="%b %Y")).scale(
        type="utc", nice=True
    )
    spans = base.mark_rule(strokeWidth=5, color="var(--l-event)", opacity=0.35).encode(x=x, x2="to:T")
    points = base.mark_point(size=60, strokeWidth=2, stroke="var(--l-event)", opacity=1).encode(
        x=x, fill=alt.Fill("fill:N", scale=None), description="words:N"
    )
    first, last = min(row["from"] for row in rows), max(row["to"] for row in rows)
    summary = f"{format_count(len(rows), 'dated event')}, {format_date(first)} to {format_date(last)}; hollow: has not happened"
    return draw(spans + points, "Events in time", summary, is_wide=True)
