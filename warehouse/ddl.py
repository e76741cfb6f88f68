"""Tables, columns and comments of the database, derived from `schemas.tables`.

Keys and references are not declared: an index a key makes loading ten times as slow, so `load.py` checks them by
SQL inside the load transaction. The comments say which columns they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.columns import Column, Table

SCHEMA_TABLE = "casebook_schema"
"""Holds the version of the tables, one row a step that was applied."""


def create_statements() -> Iterator[str]:
    """Yield the statements that make all tables, with a comment on each table and column."""
    yield f"CREATE TABLE {SCHEMA_TABLE} (version INTEGER NOT NULL, applied_at TIMESTAMP NOT NULL)"
    yield f"COMMENT ON TABLE {SCHEMA_TABLE} IS 'Versions of the tables that this warehouse went through; the last one holds.'"
    yield f"COMMENT ON COLUMN {SCHEMA_TABLE}.version IS 'Version of the tables.'"
    yield f"COMMENT ON COLUMN {SCHEMA_TABLE}.applied_at IS 'When they came to this version, UTC.'"
    for table in TABLES.values():
        yield create_table(table)
        yield from comments(table)


def create_table(table: Table) -> str:
    """Return the CREATE TABLE statement of `table`."""
    columns = ", ".join(
        f"{column.name} {column.type}{'' if column.nullable else ' NOT NULL'}" for column in table.columns
    )
    return f"CREATE TABLE {table.name} ({columns})"


def comments(table: Table) -> Iterator[str]:
    """Yield the COMMENT statements of `table` and its columns."""
    description = f"{table.description} Key: {', '.join(table.key)}."
    yield f"COMMENT ON TABLE {table.name} IS {literal(description)}"
    references = {reference.column: f" Refers to {reference.table}." for reference in table.references}
    for column in table.columns:
        comment = column_comment(column) + references.get(column.name, "")
        yield f"COMMENT ON COLUMN {table.name}.{column.name} IS {literal(comment)}"


def column_comment(column: Column) -> str:
    """Return what a column means, with its closed set of values where it has one."""
    return (
        column.description if not column.value_set else f"{column.description} One of: {', '.join(column.value_set)}."
    )


def literal(text: str) -> str:
    """Return `text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
