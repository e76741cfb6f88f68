"""Questions to the newest published snapshot: read-only, with no way to files or the network."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

from schemas.errors import QueryError
from warehouse.publish import current_snapshot
from warehouse.runs import one_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

    from warehouse.paths import DataFolder


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Answer to a query: names and SQL types of its columns, and the rows as Arrow."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    table: pa.Table

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows as tuples of Python values."""
        for batch in self.table.to_batches():
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


class TableNote(NamedTuple):
    """A table or view, a column of it, and what they mean."""

    table: str
    kind: str
    description: str | None
    column: str
    type: str
    meaning: str | None


@contextmanager
def open_snapshot(folder: DataFolder) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the newest snapshot read-only; queries reach neither files nor network.

    Raises:
        QueryError: Nothing is published yet, or the snapshot cannot be opened.
    """
    connection = _connect(folder)
    try:
        yield connection
    finally:
        connection.close()


def _connect(folder: DataFolder) -> duckdb.DuckDBPyConnection:
    """Return a connection to the newest snapshot, also when it is replaced and removed in the same moment."""
    tried: Path | None = None
    while True:
        snapshot = current_snapshot(folder)
        if snapshot is None:
            raise QueryError(
                f"{folder.root} holds no warehouse yet: run `casebook ingest PATH --data {folder.root}` first."
            )
        try:
            return duckdb.connect(
                snapshot,
                read_only=True,
                config={
                    "enable_external_access": False,
                    "memory_limit": "2GB",
                    "threads": min(4, os.cpu_count() or 1),
                    "lock_configuration": True,
                },
            )
        except duckdb.Error as error:
            if snapshot == tried:
                raise QueryError(f"{snapshot} cannot be opened: {one_sentence(error)}") from error
            tried = snapshot


def query(folder: DataFolder, sql: str, parameters: Sequence[object] | None = None) -> QueryResult:
    """Return the answer to `sql` on the newest snapshot of `folder`.

    Raises:
        QueryError: There is no warehouse, or the query is refused; the message says where.
    """
    with open_snapshot(folder) as connection:
        try:
            answer = connection.execute(sql, parameters)
            description = answer.description or []
            table = answer.to_arrow_table()
        except duckdb.Error as error:
            raise QueryError(str(error).split(" Error: ", 1)[-1]) from error
    return QueryResult(
        tuple(column[0] for column in description), tuple(str(column[1]) for column in description), table
    )


def list_tables(folder: DataFolder) -> list[TableNote]:
    """Return every column of every table and view with what it means."""
    answer = query(
        folder,
        """
        WITH tables AS (
            SELECT table_name, 'table' AS kind, comment FROM duckdb_tables() WHERE NOT internal
            UNION ALL SELECT view_name, 'view', comment FROM duckdb_views() WHERE NOT internal
        ),
        final AS (
            SELECT table_name, kind, tables.comment, column_name, data_type, duckdb_columns.comment
            FROM tables JOIN duckdb_columns() USING (table_name)
            WHERE NOT internal
            ORDER BY kind, table_name, column_index
        )
        FROM final
        """,
    )
    return [TableNote(*row) for row in answer.rows()]
