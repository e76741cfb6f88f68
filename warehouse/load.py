"""One transaction: the rows of a run in, what they replace out, keys and references checked before the commit.

Documents are keyed by path, articles by content: identical bytes at two paths are one article, and an article
that no path holds any more goes with all its records. An article that is read again (edited extractors) is
replaced as a whole. Replacing is DELETE and INSERT from Arrow, without key indexes: the fastest way by far.
"""
# ruff: noqa: S608 - the names in statements are those of TABLES; values are bound

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.errors import LoadError
from schemas.tables import EXTRACTED_TABLES, TABLES
from warehouse.checks import check_load
from warehouse.runs import one_sentence, utc_now

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from warehouse.runs import Run


class KnownDocument(NamedTuple):
    """A document as it stands in the warehouse."""

    sha256: str | None
    fingerprint: str
    state: str


class LoadCounts(NamedTuple):
    """Documents and rows of a run; read = loaded + unchanged + quarantined."""

    read: int
    loaded: int
    unchanged: int
    quarantined: int
    removed: int
    rows_loaded: int
    rows_quarantined: int


def read_known_documents(connection: duckdb.DuckDBPyConnection) -> dict[str, KnownDocument]:
    """Return what stands in `documents`, path by path."""
    rows = connection.execute("SELECT path, sha256, extractor_fingerprint, document_state FROM documents").fetchall()
    return {path: KnownDocument(sha256, fingerprint, state) for path, sha256, fingerprint, state in rows}


def load_run(
    connection: duckdb.DuckDBPyConnection,
    run: Run,
    tables: Mapping[str, pa.Table],
    *,
    documents_unchanged: int,
    documents_refused_again: int,
    removed_paths: Collection[str],
) -> LoadCounts:
    """Load `tables` and record the end of `run`; see `Warehouse.load`.

    Raises:
        LoadError: A key, reference or count is wrong, or the disk refused; nothing was loaded.
    """
    try:
        connection.execute("BEGIN")
        for name, rows in tables.items():
            # In one piece: DuckDB needs seconds and gigabytes for thousands of small ones.
            connection.register(f"incoming_{name}", rows.combine_chunks())
        connection.register("removed_paths", pa.table({"path": pa.array(removed_paths, pa.string())}))
        counts = _replace(connection, run, tables, documents_unchanged, documents_refused_again)
        check_load(connection, tables, run.run_id)
        connection.execute("COMMIT")
    except LoadError:
        _roll_back(connection)
        raise
    except (duckdb.Error, OSError) as error:
        _roll_back(connection)
        raise LoadError(f"nothing of run {run.run_id} was loaded: {one_sentence(error)}") from error
    finally:
        for name in TABLES:
            with suppress(duckdb.Error):
                connection.unregister(f"incoming_{name}")
    return counts


def _replace(
    connection: duckdb.DuckDBPyConnection,
    run: Run,
    tables: Mapping[str, pa.Table],
    documents_unchanged: int,
    documents_refused_again: int,
) -> LoadCounts:
    """Put the new rows in and take out what they replace; return the counts."""
    for name in TABLES:
        if name not in tables:
            connection.register(f"incoming_{name}", arrow_schema(name).empty_table())
    run_sql = connection.execute
    run_sql(
        "CREATE OR REPLACE TEMP TABLE read_paths AS SELECT path FROM incoming_documents UNION SELECT path FROM removed_paths"
    )
    run_sql(
        "UPDATE quarantine SET resolved_run_id = ? WHERE resolved_run_id IS NULL "
        "AND (path IN (FROM read_paths) OR path IN (SELECT path FROM incoming_quarantine))",
        [run.run_id],
    )
    removed = _count(
        connection,
        "INSERT INTO document_versions SELECT path, ?, sha256, 'removed', extractor_fingerprint FROM documents "
        "WHERE path IN (FROM removed_paths) AND path NOT IN (SELECT path FROM incoming_documents)",
        [run.run_id],
    )
    run_sql("DELETE FROM documents WHERE path IN (FROM read_paths)")
    _insert(connection, "documents")
    run_sql(
        "INSERT INTO document_versions SELECT path, run_id, sha256, document_state, extractor_fingerprint "
        "FROM incoming_documents"
    )
    run_sql(
        "CREATE OR REPLACE TEMP TABLE replaced_articles AS SELECT article_id FROM incoming_articles UNION "
        "SELECT article_id FROM articles ANTI JOIN documents USING (article_id)"
    )
    run_sql("INSERT INTO pending_articles FROM replaced_articles ANTI JOIN pending_articles USING (article_id)")
    rows_loaded = 0
    for table in EXTRACTED_TABLES:
        run_sql(f"DELETE FROM {table.name} WHERE article_id IN (FROM replaced_articles)")
        rows_loaded += _insert(connection, table.name)
    rows_quarantined = _count(connection, "SELECT count(*) FROM incoming_quarantine WHERE table_name IS NOT NULL")
    _insert(connection, "quarantine")
    _insert(connection, "expectation_results")
    loaded = _count(connection, "SELECT count(*) FROM incoming_documents WHERE document_state = 'loaded'")
    refused = _count(connection, "SELECT count(*) FROM incoming_documents WHERE document_state = 'quarantined'")
    quarantined = refused + documents_refused_again
    counts = LoadCounts(
        read=loaded + documents_unchanged + quarantined,
        loaded=loaded,
        unchanged=documents_unchanged,
        quarantined=quarantined,
        removed=removed,
        rows_loaded=rows_loaded,
        rows_quarantined=rows_quarantined,
    )
    _finish_run(connection, run, counts)
    return counts


def _finish_run(connection: duckdb.DuckDBPyConnection, run: Run, counts: LoadCounts) -> None:
    warnings = _count(
        connection, "SELECT count(*) FROM incoming_expectation_results WHERE severity = 'warning' AND NOT is_met"
    )
    connection.execute(
        "UPDATE runs SET run_state = 'finished', finished_at = ?, documents_read = ?, documents_loaded = ?, "
        "documents_unchanged = ?, documents_quarantined = ?, documents_removed = ?, rows_loaded = ?, "
        "rows_quarantined = ?, warnings = ? WHERE run_id = ?",
        [utc_now(), *counts, warnings, run.run_id],
    )


def _insert(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    columns = ", ".join(TABLES[name].column_names)
    return _count(connection, f"INSERT INTO {name} ({columns}) SELECT {columns} FROM incoming_{name}")


def _count(connection: duckdb.DuckDBPyConnection, statement: str, values: list[str] | None = None) -> int:
    """Return the single number that `statement` answers: a count, or the rows that it inserted."""
    row = connection.execute(statement, values).fetchone()
    return 0 if row is None else int(row[0])


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.Error):  # the failure may have ended the transaction already
        connection.execute("ROLLBACK")
