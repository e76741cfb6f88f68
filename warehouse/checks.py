"""Keys and references, checked by SQL inside the load transaction.

Only what the run touched is checked: an article comes and goes with all its rows, so that the rest stays as whole as
it was.
"""
# ruff: noqa: S608 - the names in statements are those of TABLES

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.errors import LoadError
from schemas.tables import TABLES
from warehouse.ddl import literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    import pyarrow as pa

    from schemas.columns import Table


def check_load(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table], run_id: str) -> None:
    """Check keys and references of the rows that the run `run_id` just inserted.

    Raises:
        LoadError: A key stands twice, or a row refers to one that is not there.
    """
    for name in tables:
        table = TABLES[name]
        _check_key(connection, table)
        _check_references(connection, table)
    _refuse_rows(
        connection,
        f"SELECT path FROM incoming_documents WHERE run_id <> {literal(run_id)}",
        "document {} names another run",
    )
    _refuse_rows(
        connection,
        "SELECT path FROM documents ANTI JOIN articles USING (article_id) WHERE article_id IS NOT NULL",
        "document {} refers to an article that is not there",
    )
    _refuse_rows(
        connection,
        "SELECT article_id FROM articles ANTI JOIN documents USING (article_id)",
        "article {} belongs to no document",
    )


def _check_key(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    key = ", ".join(table.key)
    _refuse_rows(
        connection,
        f"SELECT concat_ws(', ', {key}) FROM {table.name} SEMI JOIN incoming_{table.name} USING ({key}) "
        f"GROUP BY {key} HAVING count(*) > 1",
        f"{table.name}: key {{}} stands more than once",
    )


def _check_references(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    for reference in table.references:
        _refuse_rows(
            connection,
            f"SELECT child.{reference.column} FROM incoming_{table.name} AS child ANTI JOIN {reference.table} AS parent "
            f"ON child.{reference.column} = parent.{reference.target} WHERE child.{reference.column} IS NOT NULL",
            f"{table.name}: `{reference.column}` {{}} is not in `{reference.table}`",
        )
    if table.name == "evidence":
        for target in table.column("table_name").value_set:
            _refuse_rows(
                connection,
                f"SELECT record_id FROM incoming_evidence AS child ANTI JOIN {target} AS parent "
                f"ON child.record_id = parent.{TABLES[target].key[0]} WHERE child.table_name = '{target}'",
                f"evidence: record {{}} is not in `{target}`",
            )


def _refuse_rows(connection: duckdb.DuckDBPyConnection, statement: str, message: str) -> None:
    row = connection.execute(f"{statement} LIMIT 1").fetchone()
    if row is not None:
        raise LoadError(f"nothing was loaded: {message.format(row[0])}.")
