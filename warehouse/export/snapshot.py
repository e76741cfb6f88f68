"""The newest snapshot, opened to write files into one folder: its tables as Parquet, CSV or JSON lines.

DuckDB writes the files itself, table by table, so that memory does not grow with the warehouse.
"""
# ruff: noqa: S608 - the names in statements are those of TABLES

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import duckdb

from schemas.errors import QueryError
from schemas.tables import TABLES
from warehouse.ddl import literal
from warehouse.publish import current_snapshot
from warehouse.runs import one_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from schemas.columns import Column, Table
    from warehouse.paths import DataFolder

TableForm = Literal["parquet", "csv", "jsonl"]

LEFT_OUT: Final = frozenset(
    {"pending_articles", "article_fingerprints", "story_pairs", "person_names", "person_settings", "run_stages"}
)
"""Tables that only serve the next run."""

UNKNOWN_MONTH: Final = "unknown"
"""Partition of what was published in a month that is not known, or known as a year alone."""

ROWS_AT_ONCE: Final = 5_000

_MONTH: Final = (
    f"CASE WHEN length(articles.published_at) >= 7 THEN articles.published_at[:7] ELSE '{UNKNOWN_MONTH}' END"
)

_FORMULA: Final = r"^''*[=+\-@\t\r]"
"""Beginning of a cell that a spreadsheet would run, with the apostrophes that a cell of the same look may have already: so
that taking one away gives back the words."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An open snapshot that may write below one folder."""

    connection: duckdb.DuckDBPyConnection
    name: str
    tables: tuple[Table, ...]

    def count(self, source: str) -> int:
        """Return the number of rows of a table."""
        row = self.connection.execute(f"SELECT count(*) FROM {source}").fetchone()
        return int(row[0]) if row else 0

    def rows(self, query: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query, a few thousand in memory at a time.

        Raises:
            QueryError: The query fails, such as on a full disk.
        """
        try:
            for batch in self.connection.execute(query).to_arrow_reader(ROWS_AT_ONCE):
                yield from batch.to_pylist()
        except duckdb.Error as error:
            raise QueryError(f"the warehouse cannot be read: {one_sentence(error)}") from error

    def copy(self, table: Table, target: Path, form: TableForm, *, by_month: bool = False) -> None:
        """Write a table to the file `target`; as Parquet `by_month` of publication, to a folder with one a month.

        Raises:
            QueryError: It cannot be written.
        """
        try:
            self.connection.execute(_statement(table, target, form, by_month=by_month))
        except duckdb.Error as error:
            raise QueryError(f"{target.name} cannot be written: {one_sentence(error)}") from error


@contextmanager
def open_for_export(folder: DataFolder, target: Path) -> Iterator[Snapshot]:
    """Open the newest snapshot read-only; it may write below the folder `target`, and reaches nothing else.

    Raises:
        QueryError: Nothing is published yet, or the snapshot cannot be opened.
    """
    snapshot = current_snapshot(folder)
    if snapshot is None:
        raise QueryError(
            f"{folder.root} holds no warehouse yet: run `casebook ingest PATH --data {folder.root}` first."
        )
    spill = target / ".spill"
    config: Mapping[str, str | int] = {
        "memory_limit": "1GB",
        "threads": min(4, os.cpu_count() or 1),
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
    }
    try:
        connection = duckdb.connect(snapshot, read_only=True, config=dict(config))
    except duckdb.Error as error:
        raise QueryError(f"{snapshot} cannot be opened: {one_sentence(error)}") from error
    try:
        connection.execute(f"SET allowed_directories = [{literal(f'{target}/')}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        found = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        tables = tuple(table for name, table in TABLES.items() if name in found and name not in LEFT_OUT)
        yield Snapshot(connection, snapshot.name, tables)
    finally:
        connection.close()


def belongs_to_month(table: Table) -> bool:
    """Tell whether the rows of a table belong to an article, and by it to a month."""
    return "article_id" in table.column_names and table.name != "documents"


def _statement(table: Table, target: Path, form: TableForm, *, by_month: bool) -> str:
    place = literal(str(target))
    if form == "jsonl":
        return f"COPY {table.name} TO {place} (FORMAT json)"
    if form == "csv":
        cells = ", ".join(_cell(column, is_first=not place) for place, column in enumerate(table.columns))
        return f"COPY (SELECT {cells} FROM {table.name}) TO {place} (FORMAT csv, HEADER true)"
    options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{description: {literal(table.description)}}}"
    if not by_month:
        return f"COPY {table.name} TO {place} ({options})"
    source = "articles" if table.name == "articles" else f"{table.name} LEFT JOIN articles USING (article_id)"
    columns = ", ".join(f"{table.name}.{name}" for name in table.column_names)
    return (
        f"COPY (SELECT {columns}, {_MONTH} AS published_month FROM {source}) TO {place} "
        f"({options}, PARTITION_BY (published_month))"
    )


def _cell(column: Column, *, is_first: bool) -> str:
    """Return the expression of a CSV column: lists as JSON, and no text that a spreadsheet takes for a formula.

    The first name carries the byte-order mark by which spreadsheets know UTF-8.
    """
    value = f"to_json({column.name})" if column.is_list else column.name
    if column.type == "VARCHAR":
        value = f"CASE WHEN regexp_matches({value}, '{_FORMULA}') THEN '''' || {value} ELSE {value} END"
    return f'{value} AS "{chr(0xFEFF) if is_first else ""}{column.name}"'
