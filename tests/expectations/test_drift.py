"""A run is compared with the earlier runs of each source; what is unusual is a warning that names it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pytest

from expectations.drift import MIN_RUNS, check_drift
from expectations.sources import NEWEST, SourceCounts
from schemas.arrow import arrow_table
from tests.made_up import make_numbered, make_tables
from warehouse.database import open_warehouse
from warehouse.lock import hold_warehouse
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MONDAY = dt.date(2024, 3, 4)


def run_of(
    publisher: str,
    articles: int,
    *,
    days: Sequence[dt.date] = (MONDAY,),
    undated: int = 0,
    refused: int = 0,
    cases: int = 0,
    unnamed: int = 0,
) -> dict[str, pa.Table]:
    """Return the tables of a run with so many articles of a publisher, spread over `days`.

    Beside them are so many `refused` documents, and `cases`, of which some are `unnamed`.
    """
    rows = []
    for n in range(articles):
        day = None if n < undated else days[n % len(days)]
        rows.append(
            {
                "article_id": f"{publisher} {n}",
                "publisher": publisher,
                "published_at": day and day.isoformat(),
                "published_earliest": day,
                "published_latest": day,
                "title": "T",
            }
        )
    documents = [{"path": f"/in/{n}.html", "document_state": "loaded"} for n in range(articles)]
    documents += [{"path": f"/in/bad-{n}.html", "document_state": "quarantined"} for n in range(refused)]
    found = [
        {
            "case_id": f"{n}",
            "article_id": f"{publisher} {n % max(articles, 1)}",
            "person_name": None if n < unnamed else "N",
            "aliases": [],
            "nationality": [],
        }
        for n in range(cases)
    ]
    return {
        "articles": arrow_table("articles", rows),
        "documents": arrow_table("documents", documents),
        "cases": arrow_table("cases", found),
        "claims": arrow_table("claims", []),
    }


def figures_of(*chunks: dict[str, pa.Table]) -> pd.DataFrame:
    """Return the measures of a run that came in these chunks."""
    counts = SourceCounts()
    for chunk in chunks:
        counts.add(chunk)
    return counts.figures()


def history_of(runs: Sequence[Sequence[dict[str, pa.Table]]], gaps: Sequence[int] = ()) -> pa.Table:
    """Return the history that these runs make, each of one or more tables; `gaps` are days between articles of The Mast."""
    figures = [(number, row) for number, run in enumerate(runs) for row in figures_of(*run).itertuples()]
    rows = [
        {"source": row.source, "measure": row.measure, "run_id": f"r{number:02}", "value": row.value}
        for number, row in figures
        if row.measure != NEWEST
    ]
    newest = {row.source: row.value for _, row in figures if row.measure == NEWEST}
    rows += [{"source": name, "measure": NEWEST, "run_id": "any", "value": day} for name, day in newest.items()]
    rows += [
        {"source": "The Mast", "measure": "days_silent", "run_id": f"{n}", "value": float(gap)}
        for n, gap in enumerate(gaps)
    ]
    schema = pa.schema(
        [("source", pa.string()), ("measure", pa.string()), ("run_id", pa.string()), ("value", pa.float64())]
    )
    return pa.Table.from_pylist(rows, schema=schema)


RUN = "20240601T000000000_aaaa"
USUAL = [[run_of("The Mast", 40 + n, undated=n % 2, cases=40 + n)] for n in range(MIN_RUNS)]


@pytest.mark.parametrize(
    ("run", "measure", "words"),
    [
        (run_of("The Mast", 400, cases=400), "articles_per_day", "The Mast: 400, usually"),
        (run_of("The Mast", 42, cases=200), "cases_per_article", "The Mast: 4.76, usually 0 to 2"),
        (run_of("The Mast", 42, undated=30, cases=42), "articles.published_at", "The Mast: 0.714, usually 0 to"),
        (run_of("The Mast", 42, cases=42, unnamed=30), "cases.person_name", "The Mast: 0.714, usually 0 to"),
        (run_of("The Mast", 42, refused=40, cases=42), "share_refused", "/in: 0.488, usually 0 to"),
    ],
)
def test_an_unusual_run_is_a_warning(run: dict[str, pa.Table], measure: str, words: str) -> None:
    """The warning names the source, its figure and what is usual."""
    rows, warnings = check_drift(figures_of(run), history_of(USUAL), RUN)
    assert [measure] == [row["column_name"] for row in rows if not row["is_met"]]
    [warning] = warnings
    assert words in warning
    assert {"warning"} == {row["severity"] for row in rows}


def test_a_usual_run_keeps_every_promise() -> None:
    """A run like those before gives results and no warning."""
    rows, warnings = check_drift(figures_of(run_of("The Mast", 44, undated=1, cases=44)), history_of(USUAL), RUN)
    assert warnings == ()
    assert {"articles_per_day", "cases_per_article", "share_refused", "articles.title", "cases.age"} < {
        row["column_name"] for row in rows
    }
    assert all(row["is_met"] for row in rows)


def days_after(start: dt.date, number: int) -> list[dt.date]:
    return [start + dt.timedelta(days=n) for n in range(number)]


@pytest.mark.parametrize(
    ("today", "articles", "is_usual"),
    [
        (days_after(MONDAY, 1), 20, True),
        (days_after(MONDAY, 5), 100, True),  # a week's articles in one run
        (days_after(MONDAY - dt.timedelta(days=3), 4), 40, True),  # two of the days were a weekend, with no article
        (days_after(MONDAY, 1), 90, False),  # a week's articles, all of one day
        (days_after(MONDAY, 30), 30, False),  # one a day, where there used to be twenty
    ],
)
def test_volume_is_counted_in_articles_a_day(today: list[dt.date], articles: int, is_usual: bool) -> None:  # noqa: FBT001 - a column of the table
    """However many days a run covers, and whether a weekend is among them: what counts is articles on days with any."""
    days = [day for day in today if day.weekday() < 5]
    weeks = [[run_of("The Mast", 20, days=[MONDAY - dt.timedelta(days=7 * n)])] for n in range(1, 8)]
    rows, _ = check_drift(figures_of(run_of("The Mast", articles, days=days)), history_of(weeks), RUN)
    assert [is_usual] == [row["is_met"] for row in rows if row["column_name"] == "articles_per_day"]


@pytest.mark.parametrize(
    ("silent", "is_usual"),
    [(1, True), (2, True), (6, True), (30, False)],
)
def test_a_source_that_falls_silent_is_a_warning(silent: int, is_usual: bool) -> None:  # noqa: FBT001 - a column of the table
    """A source that came with every run and is missing: not on a weekend, but when it is gone for longer than usual."""
    friday = dt.date(2024, 3, 8)
    before = [
        [run_of("The Mast", 20, days=[day]), run_of("The Lodge", 20, days=[day])]
        for day in days_after(friday - dt.timedelta(days=4), 5)
    ]
    history = history_of(before, gaps=[1, 1, 1, 1, 3] * 4)
    run = run_of("The Lodge", 20, days=[friday + dt.timedelta(days=silent)])
    rows, warnings = check_drift(figures_of(run), history, RUN)
    assert [is_usual] == [row["is_met"] for row in rows if row["column_name"] == "days_silent"]
    assert is_usual or "The Mast: 30, usually 0 to 8" in warnings[0]


def test_a_source_that_comes_now_and_then_is_not_missed() -> None:
    """A folder that is read once a year is not expected in every run."""
    before = [[run_of("The Lodge", 20, days=[day])] for day in days_after(MONDAY, 6)]
    before[0].append(run_of("The Mast", 20, days=[MONDAY]))
    run = run_of("The Lodge", 20, days=[MONDAY + dt.timedelta(days=90)])
    rows, _ = check_drift(figures_of(run), history_of(before, gaps=[1] * 20), RUN)
    assert "days_silent" not in {row["column_name"] for row in rows if not row["is_met"]}


def test_a_share_of_few_rows_is_allowed_chance() -> None:
    """Two of five undated where one of ten is usual is chance; twenty of fifty is not."""
    usual = [[run_of("The Mast", 40, undated=4)] for _ in range(MIN_RUNS)]
    for articles, undated, is_usual in ((5, 2, True), (50, 20, False)):
        rows, _ = check_drift(figures_of(run_of("The Mast", articles, undated=undated)), history_of(usual), RUN)
        assert [is_usual] == [row["is_met"] for row in rows if row["column_name"] == "articles.published_at"]


def test_the_warehouse_counts_as_the_run_does(tmp_path: Path) -> None:
    """What the history says of a run is what was counted when its rows were checked."""
    folder = DataFolder(tmp_path)
    documents = {f"/in/{n}.txt": make_numbered(n) for n in range(6)}
    with hold_warehouse(folder), open_warehouse(folder) as warehouse:
        run = warehouse.start_run("f1")
        tables = make_tables(run.run_id, documents)
        warehouse.load(run, tables, documents_unchanged=0)
        history = warehouse.source_history().to_pandas()
    counted = figures_of(tables).set_index(["source", "measure"])["value"].sort_index()
    pd.testing.assert_series_equal(counted, history.set_index(["source", "measure"])["value"].sort_index())
    assert {"articles_per_day", "claims.speaker_role", "charges.counts", "share_refused", NEWEST} < set(
        history["measure"]
    )


def test_a_source_without_history_promises_nothing() -> None:
    """With too few earlier runs, or another publisher in another folder, there is nothing to differ from."""
    assert check_drift(figures_of(run_of("The Mast", 400)), history_of(USUAL[: MIN_RUNS - 1]), RUN) == ([], ())
    assert check_drift(figures_of(run_of("The Mast", 400)), history_of([]), RUN) == ([], ())


def test_a_run_without_articles_is_compared_by_its_refusals() -> None:
    """Nothing loaded and everything refused is unusual too."""
    _, warnings = check_drift(figures_of(run_of("The Mast", 0, refused=40)), history_of(USUAL), RUN)
    assert ["/in: 1, usually 0 to 0.2" in warning for warning in warnings] == [True]


def test_chunks_add_up() -> None:
    """The figures of a run do not depend on the chunks that it came in."""
    whole = run_of("The Mast", 42, undated=30, refused=12)
    pieces = [{name: table.slice(start, 9) for name, table in whole.items()} for start in range(0, 54, 9)]
    expected = figures_of(whole).sort_values(["source", "measure"], ignore_index=True)
    assert len(expected) == 13
    pd.testing.assert_frame_equal(expected, figures_of(*pieces).sort_values(["source", "measure"], ignore_index=True))
