"""Keys and references of what is derived, checked in the transaction that derives it.

Rows of the flat tables come and go with their article: those of the articles that were answered anew are checked. The
tables of persons and stories are checked as a whole.
"""
# ruff: noqa: S608 - the names in statements are those of TABLES

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.answers import ANSWER_TABLES
from schemas.bookkeeping import BOOKKEEPING_TABLES
from schemas.errors import LoadError
from schemas.tables import TABLES

if TYPE_CHECKING:
    import duckdb

    from schemas.columns import Table

DERIVED_TABLES: Final = tuple(
    table for table in TABLES.values() if not table.is_extracted and table not in BOOKKEEPING_TABLES
)


def check_derived(connection: duckdb.DuckDBPyConnection) -> None:
    """Check that every key stands once and everything that is referred to is there.

    Raises:
        LoadError: A key stands twice, or a row refers to one that is not there.
    """
    for table in DERIVED_TABLES:
        rows = (
            table.name if table not in ANSWER_TABLES else f"{table.name} SEMI JOIN answered_articles USING (article_id)"
        )
        key = ", ".join(table.key)
        _refuse(
            connection,
            f"SELECT concat_ws(', ', {key}) FROM (FROM {rows}) GROUP BY {key} HAVING count(*) > 1",
            f"{table.name}: key {{}} stands more than once",
        )
        _check_references(connection, table, rows)


def _check_references(connection: duckdb.DuckDBPyConnection, table: Table, rows: str) -> None:
    for reference in table.references:
        parent = TABLES[reference.table].name
        _refuse(
            connection,
            f"SELECT child.{reference.column} FROM (FROM {rows}) AS child ANTI JOIN {parent} AS parent "
            f"ON child.{reference.column} = parent.{reference.target} WHERE child.{reference.column} IS NOT NULL",
            f"{table.name}: `{reference.column}` {{}} is not in `{parent}`",
        )


def _refuse(connection: duckdb.DuckDBPyConnection, statement: str, message: str) -> None:
    row = connection.execute(f"{statement} LIMIT 1").fetchone()
    if row is not None:
        raise LoadError(f"the run is loaded, but its articles could not be joined: {message.format(row[0])}.")
