"""The pages about runs: the index, one page a run, coverage of the whole warehouse."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from flows.report.contents import read_contents
from flows.report.coverage import read_coverage, together
from flows.report.environment import render
from flows.report.flow_drawing import flow_chart
from flows.report.folder import page_key
from flows.report.record_drawings import articles_chart, cases_chart
from flows.report.run_drawings import (
    COUNT,
    RATIO,
    SECONDS,
    SHARE,
    coverage_map,
    stages_of_run,
    stages_over_runs,
    trend_chart,
)
from flows.report.runs import (
    SHOWN_REFUSALS,
    TREND_RUNS,
    count_reasons,
    read_checked,
    read_promises,
    read_refusals,
    read_row_counts,
    read_runs,
    read_stages,
    read_totals,
    trend,
)
from flows.report.wording import format_date, format_days

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from flows.report.charts import Chart
    from flows.report.folder import PageFolder
    from flows.report.snapshot import Row

DRAWN_RUNS: Final = 20
"""Newest runs whose pages have charts: a chart takes some 30 ms, and a new design makes the pages of all runs anew."""


def build_run_pages(connection: duckdb.DuckDBPyConnection, pages: PageFolder, common: dict[str, Any]) -> None:
    """Write the index, a page for each run, and the page about coverage."""
    runs = read_runs(connection)
    row_counts = read_row_counts(connection)
    checked, coverage = read_checked(connection), read_coverage(connection)
    refusals, promises, stages = read_refusals(connection), read_promises(connection), read_stages(connection)
    for place, run in enumerate(runs):
        run_id = run["run_id"]
        earlier = runs[place + 1] if place + 1 < len(runs) else None
        values: dict[str, Any] = {
            "run": run,
            "reasons": count_reasons(refusals.get(run_id, [])),
            "document_reasons": Counter(
                refusal["quarantine_reason"] for refusal in refusals.get(run_id, []) if refusal["table_name"] is None
            ),
            "refusals": refusals.get(run_id, []),
            "refusals_shown": refusals.get(run_id, [])[:SHOWN_REFUSALS],
            "promises": promises.get(run_id, []),
            "documented": _documented(pages, run_id),
            "counts": row_counts.get(run_id, {}),
            "stages": stages.get(run_id, {}),
            "new_extractors": earlier is not None and earlier["extractor_fingerprint"] != run["extractor_fingerprint"],
        }
        points = trend(runs[place : place + TREND_RUNS], checked, coverage)
        timed = [stages.get(point["run"]["run_id"], {}) for point in points]
        shown = coverage.get(run_id)
        found = checked.get(run_id, {})
        page = f"runs/{run_id}.html"
        if pages.needs(page, page_key(values, points, timed, found, shown and shown.summary())):
            drawn = place < DRAWN_RUNS
            drawings = {
                "drawn": drawn,
                "flow": flow_chart(run, found) if drawn else None,
                "timing": stages_of_run(values["stages"]) if drawn else None,
                "charts": trend_charts(points, timed, run_id) if drawn else [],
                "map": coverage_map(shown) if drawn and shown else None,
                "coverage": shown,
            }
            pages.write(page, render("run.html", {"root": "../", "here": None, **common, **values, **drawings}))
    _write_index(connection, pages, common, runs, trend(runs, checked, coverage), stages)
    everything = together(coverage.values())
    if pages.needs("coverage.html", page_key(everything.summary())):
        pages.write(
            "coverage.html",
            render(
                "coverage.html",
                {
                    "root": "",
                    "here": "coverage.html",
                    **common,
                    "coverage": everything,
                    "map": coverage_map(everything),
                },
            ),
        )


def _documented(pages: PageFolder, run_id: str) -> list[str]:
    """Return the tables that have a page about this run in the Data Docs."""
    return sorted(page.stem for page in (pages.root / "data_docs" / "runs" / run_id).glob("*.html"))


def _write_index(
    connection: duckdb.DuckDBPyConnection,
    pages: PageFolder,
    common: dict[str, Any],
    runs: list[Row],
    points: list[dict[str, Any]],
    stages: dict[str, dict[str, float]],
) -> None:
    totals, contents = read_totals(connection), read_contents(connection)
    first, last = format_date(totals["first_day"]), format_date(totals["last_day"])
    totals["span"] = f"published {first} to {last}" if first else ""
    timed = [stages.get(point["run"]["run_id"], {}) for point in points]
    if pages.needs("index.html", page_key(totals, runs, points, timed, contents)):
        newest = points[-1]["run"]["run_id"] if points else None
        drawings = {
            "charts": trend_charts(points, timed, newest),
            "pictures": [
                chart
                for chart in (articles_chart(contents["days"], contents["step"]), cases_chart(contents["cases"]))
                if chart
            ],
        }
        values = {"root": "", "here": "index.html", "totals": totals, "runs": runs, **common, **drawings}
        pages.write("index.html", render("index.html", values))


def trend_charts(points: list[dict[str, Any]], timed: list[dict[str, float]], marked: str | None) -> list[Chart]:
    """Return the charts of a series of runs, that of the run `marked` in the accent colour; none for a single run.

    `timed` are the seconds by stage of the same runs.
    """
    if len(points) < 2:
        return []
    runs = format_days([point["run"]["started_at"] for point in points])
    place = next((place for place, point in enumerate(points) if point["run"]["run_id"] == marked), -1)
    kinds: tuple[tuple[str, Any, Callable[[dict[str, Any]], float | None]], ...] = (
        ("Documents read", COUNT, lambda point: point["run"]["documents_read"]),
        ("Quarantined share", SHARE, lambda point: point["quarantined_share"]),
        ("Cases per article", RATIO, lambda point: point["cases_per_article"]),
        ("Claims per article", RATIO, lambda point: point["claims_per_article"]),
        ("Events with a date", SHARE, lambda point: point["dated_events"]),
        ("Charges with a code", SHARE, lambda point: point["coded_charges"]),
        ("Claims with a source", SHARE, lambda point: point["sourced_claims"]),
        ("Duration", SECONDS, lambda point: point["run"]["seconds"]),
    )
    charts = [trend_chart(title, form, runs, [value_of(p) for p in points], place) for title, form, value_of in kinds]
    charts.append(stages_over_runs(runs, timed))
    return [chart for chart in charts if chart]
