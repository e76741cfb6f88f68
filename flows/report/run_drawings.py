"""What the charts about runs show: the way from files to rows, a measure over runs, where the time went, completeness.

Each function takes plain values and returns a `Chart`, or null where there is too little to draw. Altair is imported
when the first chart is drawn: a report whose pages stand as they are needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flows.report.charts import COLOURS, NARROW, OTHERS, WIDE, Chart, chart_of, draw, label, named_bars
from flows.report.wording import format_count, format_number, format_seconds, format_share, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flows.report.coverage import Coverage

Form = tuple["Callable[[float | None], str]", str, int]

COUNT: Final[Form] = (format_number, ",d", 1)
RATIO: Final[Form] = (format_number, ",.2~f", 0)
SHARE: Final[Form] = (format_share, ".0%", 0)
SECONDS: Final[Form] = (format_seconds, ",.2~f", 0)
"""How the values of a trend are written in words and on the axis, and the least step between two ticks."""


def trend_chart(
    title: str, form: Form, runs: Sequence[str], values: Sequence[float | None], marked: int
) -> Chart | None:
    """Return upright bars, one a run, the run at place `marked` in the accent colour.

    `runs` are the runs' names, oldest first; a run without a value leaves a gap.
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    import altair as alt

    words, ticks, least_step = form
    rows: list[dict[str, Any]] = [
        {"place": place, "value": value, "is_marked": place == marked, "words": label(f"{run}: {words(value)}")}
        for place, (run, value) in enumerate(zip(runs, values, strict=True))
        if value is not None
    ]
    y = alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=3, format=ticks, tickMinStep=least_step))
    chart = (
        chart_of(rows, width=NARROW, height=90)
        .mark_bar(width=_bar_width(NARROW, len(runs)))
        .encode(
            x=_run_axis(runs),
            # Zeros alone would be drawn in the middle of a scale from -1 to 1.
            y=y if any(known) else y.scale(domain=[0, 1]),
            color=alt.Color("is_marked:N", legend=None).scale(
                domain=[False, True], range=["var(--mark)", "var(--accent)"]
            ),
            description="words:N",
        )
    )
    newest = words(values[-1]) if values[-1] is not None else "no value"
    summary = f"{newest}; {words(min(known))} to {words(max(known))} in {len(runs)} runs"
    return draw(chart, title, summary, figures=(row["words"] for row in rows))


def stages_over_runs(runs: Sequence[str], stages: Sequence[Mapping[str, float]]) -> Chart | None:
    """Return the time of each run's stages as stacked bars; `stages` are seconds by the name of a stage, run by run."""
    names = list(dict.fromkeys(name for run in stages for name in run))
    if not names:
        return None
    import altair as alt

    totals = [sum(run.values()) for run in stages]
    longest = sorted(names, key=lambda name: -sum(run.get(name, 0) for run in stages))[: len(COLOURS) - 1]
    kept = [name for name in names if name in longest]
    rows: list[dict[str, Any]] = []
    for place, run in enumerate(stages):
        split = {name: run[name] for name in kept if name in run}
        if rest := sum(run.values()) - sum(split.values()):
            split[OTHERS] = rest
        rows += [
            {
                "place": place,
                "stage": plain(name),
                "order": [*kept, OTHERS].index(name),
                "seconds": seconds,
                "words": label(f"{runs[place]}: {plain(name)}, {format_seconds(seconds)}"),
            }
            for name, seconds in split.items()
        ]
    domain = [plain(name) for name in (*kept, OTHERS) if any(row["stage"] == plain(name) for row in rows)]
    chart = (
        chart_of(rows, width=WIDE, height=150)
        .mark_bar(width=_bar_width(WIDE, len(runs)))
        .encode(
            x=_run_axis(runs),
            y=alt.Y("seconds:Q", title="seconds", axis=alt.Axis(tickCount=4)),
            color=alt.Color("stage:N", title=None).scale(domain=domain, range=list(COLOURS[: len(domain)])),
            order=alt.Order("order:O"),
            description="words:N",
        )
    )
    summary = f"{format_seconds(min(totals))} to {format_seconds(max(totals))} in {len(runs)} runs"
    return draw(chart, "Where the time went", summary, figures=(row["words"] for row in rows), is_wide=True)


def stages_of_run(stages: Mapping[str, float]) -> Chart | None:
    """Return the stages of one run as bars, in their order; `stages` are seconds by name."""
    if not stages:
        return None
    longest = max(stages, key=lambda name: stages[name])
    rows: list[dict[str, Any]] = [
        {"name": plain(name), "value": seconds, "words": format_seconds(seconds)} for name, seconds in stages.items()
    ]
    summary = f"{format_seconds(sum(stages.values()))} in all, most of it to {plain(longest)}"
    figures = (f"{row['name']}: {row['words']}" for row in rows)
    return draw(named_bars(rows), "Time by stage", summary, figures=figures)


def coverage_map(coverage: Coverage) -> Chart | None:
    """Return how often each field is filled, as a map of fields by publishers: the fuller, the darker."""
    publishers = coverage.publishers
    tables = [table for table in coverage.tables.values() if table.rows and table.fields]
    if len(publishers) < 2 or not tables:
        return None
    import altair as alt

    columns = {publisher: f"{place}. {label(publisher, 20)}" for place, publisher in enumerate(publishers, 1)}
    rows: list[dict[str, Any]] = []
    for table in tables:
        for field in table.fields:
            name = f"{plain(table.table)}: {plain(field.name)}"
            for publisher in publishers:
                share = table.share_of(publisher, field.name)
                shown = "–" if share is None else format_share(share)
                words = f"{columns[publisher]}, {name}: {'no rows' if share is None else shown}"
                rows.append(
                    {
                        "field": name,
                        "publisher": columns[publisher],
                        "share": share or 0,
                        "shown": shown,
                        "words": words,
                    }
                )
    fields = list(dict.fromkeys(row["field"] for row in rows))
    base = chart_of(rows, width=58 * len(columns), height=19 * len(fields)).encode(
        x=alt.X(
            "publisher:N",
            sort=list(columns.values()),
            title=None,
            axis=alt.Axis(orient="top", labelAngle=-35, domain=False, ticks=False),
        ),
        y=alt.Y("field:N", sort=fields, title=None, axis=alt.Axis(domain=False, ticks=False, labelLimit=240)),
    )
    cells = base.mark_rect(color="var(--heat)", stroke="var(--paper)", strokeWidth=2).encode(
        # Never so dark that the figure upon it could not be read.
        fillOpacity=alt.FillOpacity("share:Q", legend=None).scale(domain=[0, 1], range=[0.03, 0.55]),
        description="words:N",
    )
    summary = f"{format_count(len(fields), 'field')}, {format_count(len(publishers), 'publisher')}; in percent of rows"
    return draw(cells + base.mark_text().encode(text="shown:N"), "Filled fields by publisher", summary, is_wide=True)


def _run_axis(runs: Sequence[str]) -> Any:  # noqa: ANN401 - a class of the library, which is imported late
    """Return the axis of runs in their order; the first and the last are named below it."""
    import altair as alt

    span = runs[0] if len(runs) == 1 else f"{runs[0]} to {runs[-1]}"
    axis = alt.Axis(labels=False, ticks=False, titleAnchor="start")
    return alt.X("place:O", title=label(span), axis=axis).scale(domain=list(range(len(runs))))


def _bar_width(room: int, bars: int) -> float:
    """Return the width of one of so many bars: never wider than a finger."""
    return min(28.0, room / max(bars, 1) * 0.8)
