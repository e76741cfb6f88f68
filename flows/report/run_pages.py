"""The pages about runs: the index, one page a run, coverage of the whole warehouse."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from flows.report.charts import Bar, Chart, bar_chart, flow_drawing
from flows.report.coverage import read_coverage, together
from flows.report.environment import render
from flows.report.folder import page_key
from flows.report.runs import (
    SHOWN_REFUSALS,
    TREND_RUNS,
    count_reasons,
    read_checked,
    read_promises,
    read_refusals,
    read_row_counts,
    read_runs,
    read_totals,
    trend,
)
from flows.report.wording import format_date, format_number, format_seconds, format_share, format_time

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from flows.report.folder import PageFolder
    from flows.report.snapshot import Row


def build_run_pages(connection: duckdb.DuckDBPyConnection, pages: PageFolder, common: dict[str, Any]) -> None:
    """Write the index, a page for each run, and the page about coverage."""
    runs = read_runs(connection)
    row_counts = read_row_counts(connection)
    checked, coverage = read_checked(connection), read_coverage(connection)
    refusals, promises = read_refusals(connection), read_promises(connection)
    for place, run in enumerate(runs):
        run_id = run["run_id"]
        earlier = runs[place + 1] if place + 1 < len(runs) else None
        values = {
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
            "new_extractors": earlier is not None and earlier["extractor_fingerprint"] != run["extractor_fingerprint"],
        }
        points = trend(runs[place : place + TREND_RUNS], checked, coverage)
        shown = coverage.get(run_id)
        page = f"runs/{run_id}.html"
        if pages.needs(page, page_key(values, points, shown and shown.summary())):
            drawings = {"charts": trend_charts(points, run_id), "coverage": shown, "flow": _flow(run)}
            pages.write(page, render("run.html", {"root": "../", "here": None, **common, **values, **drawings}))
    _write_index(connection, pages, common, runs, trend(runs, checked, coverage))
    everything = together(coverage.values())
    if pages.needs("coverage.html", page_key(everything.summary())):
        pages.write(
            "coverage.html",
            render("coverage.html", {"root": "", "here": "coverage.html", **common, "coverage": everything}),
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
) -> None:
    totals = read_totals(connection)
    first, last = format_date(totals["first_day"]), format_date(totals["last_day"])
    totals["span"] = f"published {first} to {last}" if first else ""
    if pages.needs("index.html", page_key(totals, runs, points)):
        values = {"root": "", "here": "index.html", "totals": totals, "runs": runs, **common}
        newest = points[-1]["run"]["run_id"] if points else None
        pages.write("index.html", render("index.html", {**values, "charts": trend_charts(points, newest)}))


def trend_charts(points: list[dict[str, Any]], marked: str | None) -> list[Chart]:
    """Return the charts of a series of runs, that of the run `marked` in the accent colour; none for a single run."""
    if len(points) < 2:
        return []
    kinds: tuple[tuple[str, Callable[[dict[str, Any]], float | None], Callable[[float | None], str]], ...] = (
        ("Documents read", lambda point: point["run"]["documents_read"], format_number),
        ("Quarantined share", lambda point: point["quarantined_share"], format_share),
        ("Cases per article", lambda point: point["cases_per_article"], format_number),
        ("Claims per article", lambda point: point["claims_per_article"], format_number),
        ("Events with a date", lambda point: point["dated_events"], format_share),
        ("Charges with a code", lambda point: point["coded_charges"], format_share),
        ("Claims with a source", lambda point: point["sourced_claims"], format_share),
        ("Duration", lambda point: point["run"]["seconds"], format_seconds),
    )
    charts = []
    for title, value_of, form in kinds:
        values = [value_of(point) for point in points]
        known = [value for value in values if value is not None]
        if not known:
            continue
        bars = [
            Bar(f"{format_time(point['run']['started_at'])}: {form(value)}", value, point["run"]["run_id"] == marked)
            for point, value in zip(points, values, strict=True)
        ]
        newest = form(values[-1]) if values[-1] is not None else "no value"
        charts.append(
            bar_chart(title, f"{newest}; {form(min(known))} to {form(max(known))} in {len(points)} runs", bars)
        )
    return charts


def _flow(run: Row) -> Any:  # noqa: ANN401 - Markup, null for a run without counts
    if run["documents_read"] is None:
        return None
    return flow_drawing(
        (
            ("loaded", run["documents_loaded"]),
            ("unchanged", run["documents_unchanged"]),
            ("quarantined", run["documents_quarantined"]),
        )
    )
