"""A record, what belongs to it, and the words of the article that it rests on."""
# ruff: noqa: S608 - the names in statements are those of TABLES; values are bound

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.errors import QueryError
from schemas.tables import EXTRACTED_TABLES, TABLES
from warehouse.read import open_snapshot

if TYPE_CHECKING:
    import duckdb

    from warehouse.paths import DataFolder

CONTEXT_CHARACTERS = 160
"""Length of the text that is shown on each side of a quote."""

_PARTS = {
    "articles": ("cases", "claims"),
    "cases": ("charges", "events", "penalties", "amounts"),
    "claims": ("claim_quantities",),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A quote that states a record or one of its columns, with the text around it."""

    field_name: str
    start: int
    end: int
    quote: str
    before: str
    after: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ExplainedRecord:
    """A record's row, the words that it rests on, and the records that are parts of it."""

    table: str
    record_id: str
    row: dict[str, Any]
    words: tuple[Words, ...]
    parts: tuple[ExplainedRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A record in its article: `article` has the columns of `articles`, `paths` the documents that hold it."""

    record: ExplainedRecord
    article: dict[str, Any]
    paths: tuple[str, ...]

    @property
    def text(self) -> str:
        """The article's text, which all offsets count into."""
        return str(self.article["article_text"])


def explain(folder: DataFolder, record_id: str) -> Explanation:
    """Return the record `record_id` (or the only one whose id begins so) with its words.

    Raises:
        QueryError: There is no warehouse, or no such record, or several ids begin so.
    """
    with open_snapshot(folder) as connection:
        table, full_id = _find(connection, record_id)
        row = _rows(connection, f"SELECT * FROM {table} WHERE {TABLES[table].key[0]} = ?", full_id)[0]
        article = _rows(connection, "SELECT * FROM articles WHERE article_id = ?", row["article_id"])[0]
        paths = _rows(connection, "SELECT path FROM documents WHERE article_id = ? ORDER BY path", row["article_id"])
        words = _words_by_record(connection, article)
        record = _explained(connection, table, row, words)
    return Explanation(record, article, tuple(found["path"] for found in paths))


def _find(connection: duckdb.DuckDBPyConnection, record_id: str) -> tuple[str, str]:
    """Return the table and the full id of the record."""
    wanted = record_id.strip()
    found: list[tuple[str, str]] = []
    for table in EXTRACTED_TABLES:
        if len(table.key) == 1 and wanted:
            ids = connection.execute(
                f"SELECT {table.key[0]} FROM {table.name} WHERE starts_with({table.key[0]}, ?) LIMIT 3", [wanted]
            ).fetchall()
            found.extend((table.name, full_id) for (full_id,) in ids)
    exact = [hit for hit in found if hit[1] == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        names = ", ".join(full_id for _, full_id in found[:3])
        raise QueryError(f"several records have an id that begins with `{wanted}`, such as {names}: give more of it.")
    raise QueryError(
        f"no record has the id `{wanted}`: ids stand in the columns `article_id`, `case_id`, `claim_id` and the like."
    )


def _rows(connection: duckdb.DuckDBPyConnection, statement: str, value: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.execute(statement, [value]).to_arrow_table().to_pylist()
    return rows


def _words_by_record(connection: duckdb.DuckDBPyConnection, article: dict[str, Any]) -> dict[str, list[Words]]:
    """Return the words of every record of the article, in text order."""
    text: str = article["article_text"]
    words: dict[str, list[Words]] = {}
    for row in _rows(
        connection,
        "SELECT * FROM evidence WHERE article_id = ? ORDER BY start_offset, end_offset",
        article["article_id"],
    ):
        start, end = row["start_offset"], row["end_offset"]
        words.setdefault(row["record_id"], []).append(
            Words(
                field_name=row["field_name"],
                start=start,
                end=end,
                quote=row["quote_text"],
                before=text[max(0, start - CONTEXT_CHARACTERS) : start],
                after=text[end : end + CONTEXT_CHARACTERS],
                rule=row["rule"],
                confidence=row["confidence"],
            )
        )
    return words


def _explained(
    connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any], words: dict[str, list[Words]]
) -> ExplainedRecord:
    """Return the record with its parts, which have their own words."""
    key = TABLES[table].key[0]
    parts = tuple(
        _explained(connection, part, part_row, words)
        for part in _PARTS.get(table, ())
        for part_row in _rows(connection, f"SELECT * FROM {part} WHERE {key} = ? ORDER BY ordinal", row[key])
    )
    return ExplainedRecord(table, row[key], row, tuple(words.get(row[key], ())), parts)
