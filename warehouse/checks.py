"""Keys and references, checked by SQL inside the load transaction.

`check_chunk` looks at the rows that come in, before they go in: an article comes and goes with all its rows, so that
what they refer to comes with them. `check_whole` asks once, at the end, whether every document has its article and
every article a document.
"""
# ruff: noqa: S608 - the names in statements are those of TABLES

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemas.errors import LoadError
from schemas.tables import EXTRACTED_TABLES, TABLES
from warehouse.ddl import literal

if TYPE_CHECKING:
    import duckdb

    from schemas.columns import Table


CHECKED: Final = ("documents", "quarantine", *(table.name for table in EXTRACTED_TABLES))


def check_chunk(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Check keys and references of the rows that stand in the views `incoming_*`.

    Raises:
        LoadError: A key stands twice, in the chunk or with what the run `run_id` or another article has loaded, or a
            row refers to one that is not there.
    """
    for name in CHECKED:
        table = TABLES[name]
        _check_key(connection, table)
        _check_references(connection, table)
    for key, rows in (
        ("path", "incoming_documents SEMI JOIN (SELECT path FROM documents WHERE run_id = $run) USING (path)"),
        ("article_id", "incoming_articles SEMI JOIN loaded_articles USING (article_id)"),
    ):
        statement = f"SELECT {key} FROM {rows}".replace("$run", literal(run_id))
        _refuse_rows(connection, statement, f"{key} {{}} stands more than once in the run")
    _refuse_rows(
        connection,
        f"SELECT path FROM incoming_documents WHERE run_id <> {literal(run_id)}",
        "document {} names another run",
    )


def check_whole(connection: duckdb.DuckDBPyConnection) -> None:
    """Check what holds between documents and articles when all chunks are in.

    Raises:
        LoadError: A document's article is not there, or an article belongs to no document.
    """
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
    message = f"{table.name}: key {{}} stands more than once"
    incoming = f"incoming_{table.name}"
    _refuse_rows(
        connection, f"SELECT concat_ws(', ', {key}) FROM {incoming} GROUP BY {key} HAVING count(*) > 1", message
    )
    if table.is_extracted and len(table.key) == 1 and "article_id" not in table.key:
        # Of another article: keys of several columns begin with the article's or a record's, which is checked itself.
        _refuse_rows(
            connection,
            f"SELECT {key} FROM {table.name} SEMI JOIN {incoming} USING ({key}) "
            "WHERE article_id NOT IN (SELECT article_id FROM incoming_articles)",
            message,
        )


def _check_references(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    for reference in table.references:
        _refuse_rows(
            connection,
            f"SELECT child.{reference.column} FROM incoming_{table.name} AS child "
            f"ANTI JOIN incoming_{reference.table} AS parent "
            f"ON child.{reference.column} = parent.{reference.target} WHERE child.{reference.column} IS NOT NULL",
            f"{table.name}: `{reference.column}` {{}} is not in `{reference.table}`",
        )
    if table.name == "evidence":
        for target in table.column("table_name").value_set:
            _refuse_rows(
                connection,
                f"SELECT record_id FROM incoming_evidence AS child ANTI JOIN incoming_{target} AS parent "
                f"ON child.record_id = parent.{TABLES[target].key[0]} WHERE child.table_name = '{target}'",
                f"evidence: record {{}} is not in `{target}`",
            )


def _refuse_rows(connection: duckdb.DuckDBPyConnection, statement: str, message: str) -> None:
    row = connection.execute(f"{statement} LIMIT 1").fetchone()
    if row is not None:
        raise LoadError(f"nothing was loaded: {message.format(row[0])}.")
