"""Fingerprints of articles: taken as their chunk is loaded, and for those that an earlier run left over, when articles are joined.

    load of a chunk ── `keep_fingerprints` ──▶ story_fingerprints_kept ── `fill_fingerprints` ──▶ article_fingerprints

A chunk is loaded while the next articles are extracted, so that little is left to do behind the last one. What is kept ends with
the connection: a run that is cut off leaves its articles without fingerprints, and they are read from their texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from schemas.arrow import arrow_schema
from warehouse.stories.texts import read_fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import duckdb

_ARTICLES_AT_ONCE: Final = 1_000

_KEPT: Final = "story_fingerprints_kept (article_id VARCHAR, text_key VARCHAR, bands INTEGER[])"


def begin_keeping(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep nothing yet: what an earlier load left may be of other texts by now."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_KEPT}")


def keep_fingerprints(connection: duckdb.DuckDBPyConnection, articles: pa.Table) -> None:
    """Keep the fingerprints of `articles`, which are being loaded, until they are joined."""
    for start in range(0, articles.num_rows, _ARTICLES_AT_ONCE):
        some = articles.slice(start, _ARTICLES_AT_ONCE)
        _insert(
            connection,
            "story_fingerprints_kept",
            zip(some["article_id"].to_pylist(), some["article_text"].to_pylist(), strict=True),
        )


def fill_fingerprints(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `article_fingerprints` for the articles of `pending_articles`, which have none; short texts get none."""
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {_KEPT}")
    connection.execute(
        "INSERT INTO article_fingerprints (article_id, text_key, bands) SELECT article_id, text_key, bands "
        "FROM story_fingerprints_kept SEMI JOIN pending_articles USING (article_id) SEMI JOIN articles USING (article_id) "
        "WHERE text_key IS NOT NULL"
    )
    # In the order of the table: texts are then read from few places of the file.
    articles = connection.execute(
        "SELECT article_id FROM articles SEMI JOIN pending_articles USING (article_id) "
        "ANTI JOIN story_fingerprints_kept USING (article_id) ORDER BY articles.rowid"
    ).fetchall()
    connection.execute("DROP TABLE story_fingerprints_kept")
    for start in range(0, len(articles), _ARTICLES_AT_ONCE):
        some = [row[0] for row in articles[start : start + _ARTICLES_AT_ONCE]]
        _insert(connection, "article_fingerprints", _read_texts(connection, some))


def _read_texts(connection: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> Iterator[tuple[str, str]]:
    connection.register("story_wanted", pa.table({"article_id": pa.array(articles, pa.string())}))
    yield from connection.execute(
        # By row: joined by its id, DuckDB reads the text of every article there is (1.5.6).
        "SELECT article_id, article_text FROM articles "
        "WHERE rowid IN (SELECT rowid FROM articles SEMI JOIN story_wanted USING (article_id))"
    ).fetchall()
    connection.unregister("story_wanted")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, texts: Iterable[tuple[str, str]]) -> None:
    """Put the fingerprints of `texts` into a table; short ones have no key there, and no row in `article_fingerprints`."""
    rows = [(article, *(read_fingerprint(text) or (None, None))) for article, text in texts]
    connection.register("story_rows", arrow_rows(rows, arrow_schema("article_fingerprints")))
    is_final = table == "article_fingerprints"
    connection.execute(f"INSERT INTO {table} FROM story_rows" + (" WHERE text_key IS NOT NULL" if is_final else ""))
    connection.unregister("story_rows")


def arrow_rows(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    """Return `rows` as Arrow, typed by `schema`."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema)
