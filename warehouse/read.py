"""Questions to the newest published snapshot: read-only, bounded, with no way to files or the network.

A query reaches no file, no program's variables, no address and no extension, and cannot change a setting. Folders are
opened to it one by one, when its user asks for that; the network never is. Memory and what is put aside on disk
are bounded; time is, when its user asks.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import duckdb

from schemas.errors import QueryError
from warehouse.ddl import literal
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

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the rows as dictionaries, by the names of the columns."""
        for row in self.rows():
            yield dict(zip(self.columns, row, strict=True))


class TableNote(NamedTuple):
    """A table or view, a column of it, and what they mean."""

    table: str
    kind: str
    description: str | None
    column: str
    type: str
    meaning: str | None


@contextmanager
def open_snapshot(folder: DataFolder, allowed_folders: Sequence[Path] = ()) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the newest snapshot read-only; queries reach no network, and no files but those below `allowed_folders`.

    Raises:
        QueryError: Nothing is published yet, or the snapshot cannot be opened.
    """
    connection = _connect(folder, is_confined=not allowed_folders)
    try:
        if allowed_folders:
            _confine(connection, allowed_folders)
        yield connection
    finally:
        connection.close()


_CONFINED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "enable_external_access": False,
    "lock_configuration": True,
}


def _connect(folder: DataFolder, *, is_confined: bool) -> duckdb.DuckDBPyConnection:
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
                # Connections of one process share the settings: those that open nothing are the same from the start.
                config=(_CONFINED if is_confined else {})
                | {
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                    "max_temp_directory_size": "20GB",
                    "memory_limit": "2GB",
                    "python_enable_replacements": False,
                    "threads": min(4, os.cpu_count() or 1),
                },
            )
        except duckdb.Error as error:
            if snapshot == tried:
                raise QueryError(f"{snapshot} cannot be opened: {one_sentence(error)}") from error
            tried = snapshot


def _confine(connection: duckdb.DuckDBPyConnection, allowed_folders: Sequence[Path]) -> None:
    """Take away every way out of the database but `allowed_folders`, and the way back."""
    folders = ", ".join(literal(f"{allowed.absolute()}/") for allowed in allowed_folders)
    connection.execute(f"SET allowed_directories = [{folders}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def query(
    folder: DataFolder,
    sql: str,
    parameters: Sequence[object] | None = None,
    *,
    allowed_folders: Sequence[Path] = (),
    seconds: float | None = None,
) -> QueryResult:
    """Return the answer to `sql` on the newest snapshot of `folder`.

    With `allowed_folders` the query may read and write files below these; after `seconds` it is stopped.

    Raises:
        QueryError: There is no warehouse, or the query is refused or too slow; the message says where or why.
        KeyboardInterrupt: The user stopped it.
    """
    if "enable_logging" in sql.lower():
        # DuckDB takes the file that it may not write, and ends the whole process when it comes to writing (1.5.6).
        raise QueryError("a query cannot start a log (`enable_logging`).")
    with open_snapshot(folder, allowed_folders) as connection:
        try:
            return _answer(connection, sql, parameters, seconds)
        except duckdb.Error as error:
            raise QueryError(str(error).split(" Error: ", 1)[-1]) from error


def _answer(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] | None, seconds: float | None
) -> QueryResult:
    """Ask in a thread of its own, so that the caller stays awake for Ctrl-C and the end of `seconds`."""

    def ask() -> QueryResult:
        answer = connection.execute(sql, parameters)
        columns = answer.description or []
        table = answer.to_arrow_table()
        return QueryResult(tuple(column[0] for column in columns), tuple(str(column[1]) for column in columns), table)

    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask)
        try:
            done, _ = wait([asked], seconds)
            if not done:
                raise QueryError(f"the query was stopped after {seconds:g} seconds.")
            return asked.result()
        finally:
            while not asked.done():  # an interrupt that comes just before the query starts is lost
                connection.interrupt()
                wait([asked], 0.1)


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
