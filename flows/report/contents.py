"""What the warehouse holds, in figures for its first page: articles in time and by source, cases in an article."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from flows.report.coverage import UNNAMED_PUBLISHER
from flows.report.snapshot import ask

if TYPE_CHECKING:
    import duckdb

MOST_STEPS: Final = 100
"""Bars that a chart of time has at most: beyond, days become months, and months years."""


def read_contents(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return `step` (day, month or year), `days` (articles by first day of a step and source), and `cases`.

    `cases` counts articles by their number of cases. Articles whose publication day is not known are in no day.
    """
    [span] = ask(connection, "SELECT min(published_earliest) AS first, max(published_earliest) AS last FROM articles")
    step = _step(span["first"], span["last"])
    days = ask(
        connection,
        f"""
        SELECT strftime(date_trunc('{step}', published_earliest), '%Y-%m-%d') AS day,
            coalesce(publisher, '{UNNAMED_PUBLISHER}') AS source, count(*) AS articles
        FROM articles WHERE published_earliest IS NOT NULL GROUP BY ALL ORDER BY ALL
        """,  # noqa: S608 - words of ours
    )
    cases = ask(
        connection,
        """
        WITH counted AS (SELECT article_id, count(*) AS cases FROM cases GROUP BY article_id)
        SELECT coalesce(cases, 0) AS cases, count(*) AS articles
        FROM articles LEFT JOIN counted USING (article_id) WHERE skipped IS NULL GROUP BY ALL ORDER BY ALL
        """,
    )
    return {"step": step, "days": days, "cases": {row["cases"]: row["articles"] for row in cases}}


def _step(first: dt.date | None, last: dt.date | None) -> str:
    if first is None or last is None or (last - first) < dt.timedelta(days=MOST_STEPS):
        return "day"
    return "month" if (last - first).days < MOST_STEPS * 30 else "year"
