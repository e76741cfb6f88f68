"""Rows as Arrow tables, typed by `TABLES`: what stages hand over, what the warehouse loads."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from schemas.tables import EXTRACTED_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from schemas.columns import SqlType, Table

_ARROW_TYPES: dict[SqlType, pa.DataType] = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "INTEGER": pa.int32(),
    "INTEGER[]": pa.list_(pa.int32()),
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


def join_tables(
    parts: Iterable[Mapping[str, pa.Table]], leave_out: Collection[str] = frozenset()
) -> dict[str, pa.Table]:
    """Return one Arrow table a name, with the rows of all `parts`; every table of `TABLES` is there, if empty.

    Identical bytes at two paths are one article: its rows are taken from the first part that has them, once. Articles of
    `leave_out` have been taken before.
    """
    pieces: dict[str, list[pa.Table]] = {name: [arrow_schema(name).empty_table()] for name in TABLES}
    seen: set[str] = set()
    for part in parts:
        rows = dict(part)
        articles = rows["articles"]["article_id"].to_pylist() if "articles" in rows else []
        again = {article for article in articles if article in seen or article in leave_out}
        if again or len(set(articles)) < len(articles):
            rows |= {
                table.name: _without_repeats(table, rows[table.name], again)
                for table in EXTRACTED_TABLES
                if table.name in rows
            }
        seen.update(articles)
        for name, piece in rows.items():
            pieces[name].append(piece)
    # In one piece: what reads the rows is slow at thousands of small ones, which are freed table by table.
    return {name: pa.concat_tables(pieces.pop(name)).combine_chunks() for name in TABLES}


def _without_repeats(table: Table, rows: pa.Table, again: Collection[str]) -> pa.Table:
    """Return `rows` without those of the articles `again`, and without repeats of a key."""
    keys = list(zip(*(rows[column].to_pylist() for column in table.key), strict=True))
    articles = rows["article_id"].to_pylist()
    first_place = {key: place for place, key in reversed(list(enumerate(keys)))}
    kept = [first_place[key] == place and articles[place] not in again for place, key in enumerate(keys)]
    return rows.filter(pa.array(kept, pa.bool_()))
