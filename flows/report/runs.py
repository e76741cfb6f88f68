"""Runs, newest first, and what the pages say of each: rows, refusals, promises, coverage, trend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flows.report.snapshot import Row, ask, grouped
from schemas.tables import EXTRACTED_TABLES

if TYPE_CHECKING:
    import duckdb

    from flows.report.coverage import Coverage

TREND_RUNS: Final = 40
"""Runs that a trend shows."""

SHOWN_REFUSALS: Final = 500
"""Refusals that a run's page lists; `casebook quarantine` lists all."""


def read_runs(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return the runs, newest first, each with its duration in seconds and documents a second."""
    return ask(
        connection,
        """
        SELECT *,
            epoch(finished_at - started_at) AS seconds,
            documents_read / nullif(epoch(finished_at - started_at), 0) AS documents_per_second
        FROM runs ORDER BY run_id DESC
        """,
    )


def read_totals(connection: duckdb.DuckDBPyConnection) -> Row:
    """Return what the warehouse holds now: articles, publishers, persons, cases, claims, what stands refused."""
    return ask(
        connection,
        """
        SELECT
            count(*) AS articles, count(DISTINCT publisher) AS publishers,
            min(published_at) AS first_day, max(published_at) AS last_day,
            (SELECT count(*) FROM cases) AS cases,
            (SELECT count(DISTINCT person_name) FROM cases) AS people,
            (SELECT count(*) FROM claims) AS claims,
            (SELECT count(*) FROM documents WHERE document_state = 'quarantined') AS refused,
            (SELECT count(*) FROM quarantine WHERE resolved_run_id IS NULL AND table_name IS NOT NULL) AS refused_rows
        FROM articles
        """,
    )[0]


def read_row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Return by run how many rows of each table stand now that were read in it."""
    counts: dict[str, dict[str, int]] = {}
    for table in EXTRACTED_TABLES:
        question = f"""
            WITH read_in AS (
                SELECT article_id, max(run_id) AS run_id FROM documents WHERE article_id IS NOT NULL GROUP BY article_id
            )
            SELECT run_id, count(*) AS row_count FROM {table.name} JOIN read_in USING (article_id) GROUP BY run_id
        """  # noqa: S608 - a name of TABLES
        for row in ask(connection, question):
            counts.setdefault(row["run_id"], {})[table.name] = row["row_count"]
    return counts


def read_refusals(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Row]]:
    """Return by run what it refused: documents first, then rows, each with its article where that has a page."""
    rows = ask(
        connection,
        """
        SELECT quarantine.*, articles.article_id, articles.title
        FROM quarantine LEFT JOIN articles ON articles.article_id = left(quarantine.sha256, 16)
        ORDER BY run_id, table_name NULLS FIRST, quarantine_reason, path, record_id
        """,
    )
    return grouped(rows, "run_id")


def read_promises(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Row]]:
    """Return by run the promises that were checked: broken ones first, the critical before the warnings."""
    rows = ask(
        connection,
        "SELECT * FROM expectation_results ORDER BY run_id, is_met, severity = 'warning', table_name, ordinal",
    )
    return grouped(rows, "run_id")


def read_stages(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, float]]:
    """Return by run the seconds that each of its stages took, in their order."""
    stages: dict[str, dict[str, float]] = {}
    for row in ask(connection, "SELECT run_id, stage_name, seconds FROM run_stages ORDER BY run_id, ordinal"):
        stages.setdefault(row["run_id"], {})[row["stage_name"]] = row["seconds"]
    return stages


def count_reasons(refusals: list[Row]) -> list[tuple[str, str, int]]:
    """Return stage, reason and number of refusals, the most frequent first."""
    counts: dict[tuple[str, str], int] = {}
    for refusal in refusals:
        key = (refusal["stage"], refusal["quarantine_reason"])
        counts[key] = counts.get(key, 0) + 1
    return sorted(((*key, count) for key, count in counts.items()), key=lambda item: (-item[2], item[0], item[1]))


def read_checked(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Return by run how many rows of each table it brought, as counted when they were checked: history that stays."""
    counts: dict[str, dict[str, int]] = {}
    for row in ask(
        connection, "SELECT run_id, table_name, max(rows_checked) AS checked FROM expectation_results GROUP BY ALL"
    ):
        counts.setdefault(row["run_id"], {})[row["table_name"]] = row["checked"] or 0
    return counts


def trend(runs: list[Row], checked: dict[str, dict[str, int]], coverage: dict[str, Coverage]) -> list[dict[str, Any]]:
    """Return the finished ones of `runs` (newest first) oldest first, with the ratios that show a change.

    A ratio is null where a run brought nothing, or where most of what it brought was replaced since.
    """
    finished = [run for run in runs if run["run_state"] == "finished"][:TREND_RUNS]
    points = []
    for run in reversed(finished):
        brought = checked.get(run["run_id"], {})
        articles = brought.get("articles", 0)
        read = run["documents_read"] or 0
        standing = coverage.get(run["run_id"])
        if standing and standing.tables["articles"].rows * 2 < articles:
            standing = None
        points.append(
            {
                "run": run,
                "quarantined_share": run["documents_quarantined"] / read if read else None,
                "cases_per_article": brought.get("cases", 0) / articles if articles else None,
                "claims_per_article": brought.get("claims", 0) / articles if articles else None,
                "dated_events": standing and standing.tables["events"].share("event_date"),
                "coded_charges": standing and standing.tables["charges"].share("iccs_code"),
                "sourced_claims": standing and standing.tables["claims"].share("speaker"),
            }
        )
    return points
