"""One transaction: the rows of a run in, what they replace out, keys and references checked before the commit.

    BEGIN ── add(chunk) ── add(chunk) ── … ── finish: what no document holds any more goes, counts, checks, COMMIT

A run of any length is added chunk by chunk, so that memory does not grow with it; readers and the next run see all of
it or nothing. Documents are keyed by path, articles by content: identical bytes at two paths are one article, and an
article that no path holds any more goes with all its records. An article that is read again (edited extractors) is
replaced as a whole. Replacing is DELETE and INSERT from Arrow, without key indexes: the fastest way by far.
"""
# ruff: noqa: S608 - the names in statements are those of TABLES; values are bound

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema
from schemas.errors import LoadError
from schemas.tables import EXTRACTED_TABLES, TABLES
from warehouse.checks import check_chunk, check_whole
from warehouse.ddl import literal
from warehouse.memory import ADDING, WHOLE, bounded_memory, give_back
from warehouse.runs import one_sentence, utc_now
from warehouse.stories.fingerprints import begin_keeping, keep_fingerprints

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

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


class Load:
    """The open transaction of a run; `add` each chunk of its rows, then `finish`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, run: Run, scratch: Path) -> None:
        self._connection = connection
        self._run = run
        self._counts = dict.fromkeys(("loaded", "refused", "rows_loaded", "rows_quarantined"), 0)
        self.is_finished = False
        self._scratch = scratch
        self._has_rows = dict.fromkeys(TABLES, True)
        connection.execute("CREATE OR REPLACE TEMP TABLE loaded_articles (article_id VARCHAR)")
        begin_keeping(connection)
        self._bring({})
        for name in TABLES:
            source = literal(str(self._file(name)))
            connection.execute(f"CREATE OR REPLACE TEMP VIEW incoming_{name} AS FROM read_parquet({source})")

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Put the rows of a chunk in, and take out what they replace.

        `tables` has rows of `documents` that were read anew (loaded or quarantined), of the extracted tables and of
        `quarantine`; a table without rows may be left out. An article stands with all its rows in one chunk.

        Raises:
            LoadError: A key or reference is wrong, or the disk refused; nothing of the run is loaded.
        """
        give_back()  # what checking the chunk has freed
        with _refusing(self._run), bounded_memory(self._connection, ADDING):
            self._bring(tables)
            check_chunk(self._connection, self._run.run_id)
            self._replace_documents()
            self._replace_articles()
            self._counts["rows_quarantined"] += self._count(
                "SELECT count(*) FROM incoming_quarantine WHERE table_name IS NOT NULL"
            )
            self._insert("quarantine")
            if "articles" in tables:
                keep_fingerprints(self._connection, tables["articles"])

    def finish(
        self,
        results: pa.Table | None = None,
        *,
        documents_unchanged: int = 0,
        documents_refused_again: int = 0,
        removed_paths: Collection[str] = (),
        documents_read: int | None = None,
    ) -> LoadCounts:
        """Record the end of the run and commit; return its counts.

        `results` has the rows of `expectation_results`. `documents_refused_again` counts documents that stay in
        quarantine, and those that could not be read this time while an earlier state of them stands, which is kept;
        they have no row in `documents`. `removed_paths` are documents that are gone from a container that was read.
        `documents_read` is how many there were by the reader's own count.

        Raises:
            LoadError: A reference or count is wrong, or the disk refused; nothing of the run was loaded.
        """
        with _refusing(self._run), bounded_memory(self._connection, WHOLE):
            self._bring({} if results is None else {"expectation_results": results})
            removed = self._remove_documents(removed_paths)
            self._remove_orphans()
            self._insert("expectation_results")
            quarantined = self._counts["refused"] + documents_refused_again
            counts = LoadCounts(
                read=self._counts["loaded"] + documents_unchanged + quarantined,
                loaded=self._counts["loaded"],
                unchanged=documents_unchanged,
                quarantined=quarantined,
                removed=removed,
                rows_loaded=self._counts["rows_loaded"],
                rows_quarantined=self._counts["rows_quarantined"],
            )
            if documents_read is not None and counts.read != documents_read:
                raise LoadError(
                    f"nothing was loaded: {documents_read:,} documents were read, but {counts.loaded:,} loaded, "
                    f"{counts.unchanged:,} unchanged and {counts.quarantined:,} quarantined."
                )
            _finish_run(self._connection, self._run, counts)
            check_whole(self._connection)
            self._connection.execute("COMMIT")
            self.is_finished = True
        return counts

    def _replace_documents(self) -> None:
        self._connection.execute(
            "UPDATE quarantine SET resolved_run_id = $run WHERE resolved_run_id IS NULL AND run_id <> $run AND path IN "
            "(SELECT path FROM incoming_documents UNION SELECT path FROM incoming_quarantine)",
            {"run": self._run.run_id},
        )
        self._connection.execute("DELETE FROM documents WHERE path IN (SELECT path FROM incoming_documents)")
        self._insert("documents")
        self._connection.execute(
            "INSERT INTO document_versions SELECT path, run_id, sha256, document_state, extractor_fingerprint "
            "FROM incoming_documents"
        )
        for state, count in (("loaded", "loaded"), ("quarantined", "refused")):
            self._counts[count] += self._count(
                "SELECT count(*) FROM incoming_documents WHERE document_state = ?", [state]
            )

    def _replace_articles(self) -> None:
        run_sql = self._connection.execute
        run_sql("INSERT INTO loaded_articles SELECT article_id FROM incoming_articles")
        run_sql(
            "INSERT INTO pending_articles "
            "SELECT article_id FROM incoming_articles ANTI JOIN pending_articles USING (article_id)"
        )
        # Most runs bring articles that are new: then there is nothing to look for in the other tables.
        is_known = self._count("SELECT count(*) FROM articles SEMI JOIN incoming_articles USING (article_id)") > 0
        for table in EXTRACTED_TABLES:
            if is_known:
                run_sql(f"DELETE FROM {table.name} WHERE article_id IN (SELECT article_id FROM incoming_articles)")
            self._counts["rows_loaded"] += self._insert(table.name)

    def _remove_documents(self, paths: Collection[str]) -> int:
        """Take out the documents at `paths`, but for those that the run has loaded; return how many there were."""
        self._connection.register("removed_paths", pa.table({"path": pa.array(paths, pa.string())}))
        of_run = {"run": self._run.run_id}
        gone = "path IN (FROM removed_paths) AND run_id <> $run"
        self._connection.execute(
            f"UPDATE quarantine SET resolved_run_id = $run WHERE resolved_run_id IS NULL AND {gone}", of_run
        )
        removed = self._count(
            "INSERT INTO document_versions SELECT path, $run, sha256, 'removed', extractor_fingerprint FROM documents "
            f"WHERE {gone}",
            of_run,
        )
        self._connection.execute(f"DELETE FROM documents WHERE {gone}", of_run)
        return removed

    def _remove_orphans(self) -> None:
        """Take out the articles that no document holds any more, with all their rows."""
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE orphans AS SELECT article_id FROM articles "
            "ANTI JOIN documents USING (article_id) ANTI JOIN loaded_articles USING (article_id)"
        )
        if self._count("SELECT count(*) FROM orphans"):
            self._connection.execute(
                "INSERT INTO pending_articles FROM orphans ANTI JOIN pending_articles USING (article_id)"
            )
            for table in EXTRACTED_TABLES:
                self._connection.execute(f"DELETE FROM {table.name} WHERE article_id IN (FROM orphans)")

    def _bring(self, tables: Mapping[str, pa.Table]) -> None:
        """Let statements read `tables` as `incoming_NAME`; those that are not given are empty.

        They are read from files: what is registered with the connection would be kept until the transaction ends.
        """
        for name in TABLES:
            if name in tables or self._has_rows[name]:
                rows = tables.get(name, arrow_schema(name).empty_table())
                pq.write_table(rows, self._file(name))
                self._has_rows[name] = name in tables

    def _file(self, name: str) -> Path:
        return self._scratch / f"{name}.parquet"

    def _insert(self, name: str) -> int:
        columns = ", ".join(TABLES[name].column_names)
        # Sorted by what it is looked up by, `evidence` is the largest table and read in parts: three times as fast.
        order = " ORDER BY record_id" if name == "evidence" else ""
        return self._count(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM incoming_{name}{order}")

    def _count(self, statement: str, values: list[str] | dict[str, str] | None = None) -> int:
        return count_rows(self._connection, statement, values)


@contextmanager
def open_load(connection: duckdb.DuckDBPyConnection, run: Run) -> Iterator[Load]:
    """Begin the transaction of `run`; leaving the body before `finish` rolls everything back.

    Raises:
        LoadError: The database refused.
    """
    load: Load | None = None
    with TemporaryDirectory(prefix="casebook-") as scratch:
        try:
            with _refusing(run):
                connection.execute("BEGIN")
                load = Load(connection, run, Path(scratch))
            yield load
        finally:
            if load is None or not load.is_finished:
                with suppress(duckdb.Error):  # the failure may have ended the transaction already
                    connection.execute("ROLLBACK")


@contextmanager
def _refusing(run: Run) -> Iterator[None]:
    """Turn an error of the database or the disk into one sentence."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        raise LoadError(f"nothing of run {run.run_id} was loaded: {one_sentence(error)}") from error


def _finish_run(connection: duckdb.DuckDBPyConnection, run: Run, counts: LoadCounts) -> None:
    warnings = count_rows(
        connection, "SELECT count(*) FROM incoming_expectation_results WHERE severity = 'warning' AND NOT is_met"
    )
    connection.execute(
        "UPDATE runs SET run_state = 'finished', finished_at = ?, documents_read = ?, documents_loaded = ?, "
        "documents_unchanged = ?, documents_quarantined = ?, documents_removed = ?, rows_loaded = ?, "
        "rows_quarantined = ?, warnings = ? WHERE run_id = ?",
        [utc_now(), *counts, warnings, run.run_id],
    )


def count_rows(
    connection: duckdb.DuckDBPyConnection, statement: str, values: list[str] | dict[str, str] | None = None
) -> int:
    """Return the single number that `statement` answers: a count, or the rows that it inserted."""
    row = connection.execute(statement, values).fetchone()
    return 0 if row is None else int(row[0])
