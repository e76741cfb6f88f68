"""Rows as Arrow tables, typed by `TABLES`: what stages hand over, what the warehouse loads."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from schemas.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from schemas.columns import SqlType

_ARROW_TYPES: dict[SqlType, pa.DataType] = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of the table named `table`.

    Nullability is left to the expectations: a row that lacks a value must get as far as being refused by name.
    """
    return pa.schema([pa.field(column.name, _ARROW_TYPES[column.type]) for column in TABLES[table].columns])


def arrow_table(table: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return `rows` of the table named `table` as Arrow; a key that is no column raises nothing and is dropped."""
    return pa.Table.from_pylist(list(rows), schema=arrow_schema(table))


def arrow_tables(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, pa.Table]:
    """Return the rows of several tables as Arrow."""
    return {table: arrow_table(table, table_rows) for table, table_rows in rows.items()}


def join_tables(parts: Iterable[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """Return one Arrow table a name, with the rows of all `parts`; every table of `TABLES` is there, if empty."""
    pieces: dict[str, list[pa.Table]] = {name: [arrow_schema(name).empty_table()] for name in TABLES}
    for part in parts:
        for name, piece in part.items():
            pieces[name].append(piece)
    return {name: pa.concat_tables(tables) for name, tables in pieces.items()}
