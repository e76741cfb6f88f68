"""Questions of the pages to the snapshot: rows as dictionaries, over one connection, so that all pages agree."""

from __future__ import annotations

from typing import Any

import duckdb

from schemas.errors import QueryError

Row = dict[str, Any]


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    """Return the rows that answer `sql`, each by column name.

    Raises:
        QueryError: The snapshot refuses the question: it is of another version, or damaged.
    """
    try:
        answer = connection.execute(sql)
        names = [column[0] for column in answer.description or []]
        return [dict(zip(names, values, strict=True)) for values in answer.fetchall()]
    except duckdb.Error as error:
        raise QueryError(f"the report cannot read the warehouse: {str(error).split(' Error: ', 1)[-1]}") from error


def grouped(rows: list[Row], column: str) -> dict[Any, list[Row]]:
    """Return `rows` by their value of `column`, in the order in which they stand."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups
