"""The version of a warehouse's tables: created new, brought up step by step, or refused with a sentence."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from schemas.errors import LoadError
from schemas.tables import SCHEMA_VERSION, TABLES
from warehouse.ddl import SCHEMA_TABLE, comments, create_statements
from warehouse.runs import one_sentence, utc_now
from warehouse.views import create_views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warehouse.paths import DataFolder

STEPS: dict[int, Path] = {int(file.stem): file for file in sorted(Path(__file__).with_name("upgrades").glob("*.sql"))}
"""For each version from 2 on, the file of statements that lead to it from the version before."""


def bring_up_to_date(
    connection: duckdb.DuckDBPyConnection,
    folder: DataFolder,
    *,
    target: int = SCHEMA_VERSION,
    steps: Mapping[int, Path] = STEPS,
) -> None:
    """Make the tables of a new database, or lead those of an older version to `target`, in one transaction.

    Raises:
        LoadError: The database is newer than this casebook, is not casebook's, or refused a step.
    """
    try:
        connection.execute("BEGIN")
        version = _version(connection)
        if version is None:
            _require_empty(connection, folder)
            for statement in create_statements():
                connection.execute(statement)
            _record(connection, target)
        elif version > target:
            raise LoadError(
                f"{folder.database} was written by a newer casebook (tables version {version}, this one writes {target}): "
                "install that version, or give another folder with --data."
            )
        else:
            for step in range(version + 1, target + 1):
                connection.execute(steps[step].read_text(encoding="utf-8"))
                _record(connection, step)
            if version < target:
                for statement in chain.from_iterable(map(comments, TABLES.values())):
                    connection.execute(statement)
        _require_columns(connection, folder)
        create_views(connection)
        connection.execute("COMMIT")
    except duckdb.Error as error:
        connection.close()
        raise LoadError(f"{folder.database}: the tables could not be made: {one_sentence(error)}") from error


def _version(connection: duckdb.DuckDBPyConnection) -> int | None:
    """Return the version of the tables, null for a database without them."""
    found = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [SCHEMA_TABLE]).fetchone()
    if found is None:
        return None
    row = connection.execute(f"SELECT max(version) FROM {SCHEMA_TABLE}").fetchone()  # noqa: S608 - our own constant
    return None if row is None else row[0]


def _record(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    connection.execute(f"INSERT INTO {SCHEMA_TABLE} VALUES (?, ?)", [version, utc_now()])  # noqa: S608 - our own constant


def _require_empty(connection: duckdb.DuckDBPyConnection, folder: DataFolder) -> None:
    tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    if tables:
        raise LoadError(
            f"{folder.database} holds tables that are not casebook's (such as `{tables[0][0]}`): give another folder "
            "with --data."
        )


def _require_columns(connection: duckdb.DuckDBPyConnection, folder: DataFolder) -> None:
    """Refuse a database whose columns are not those of `TABLES`, whatever version it claims."""
    rows = connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()
    for table in TABLES.values():
        expected = {(column.name, str(column.type)) for column in table.columns}  # an upgrade adds columns at the end
        found = {(name, kind) for in_table, name, kind in rows if in_table == table.name}
        if expected != found:
            raise LoadError(
                f"{folder.database}: table `{table.name}` is not as this casebook makes it: move the folder away and "
                "run `casebook ingest` again; the articles themselves are untouched."
            )
