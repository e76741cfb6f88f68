"""Keep the flat tables (`schemas/answers.py`) up to date: their rows are made anew for the articles that changed.

An article has changed when a run loaded, replaced or removed it, and when one of its cases came to another
person or the article itself to another story.
"""
# ruff: noqa: S608 - the names in statements are those of our own tables

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from schemas.answers import ANSWER_TABLES

if TYPE_CHECKING:
    import duckdb

    from warehouse.paths import DataFolder
    from warehouse.spread import Spread

ARTICLES_AT_ONCE: Final = 25_000
"""Articles whose rows are made at once; each piece reads the tables once, and small ones add up."""

ANSWERS_FILE = Path(__file__).with_name("answers.sql")


def derive_answers(connection: duckdb.DuckDBPyConnection, _folder: DataFolder, _spread: Spread) -> None:
    """Bring the flat tables up to date with `pending_articles`, the persons and the stories; the last of the derivers."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE answered_articles AS SELECT article_id FROM pending_articles UNION "
        "SELECT case_overview.article_id FROM case_overview JOIN person_cases USING (case_id) "
        "WHERE case_overview.person_id IS DISTINCT FROM person_cases.person_id UNION FROM restoried_articles"
    )
    (articles,) = connection.execute("SELECT count(*) FROM answered_articles").fetchall()[0]
    if not articles:
        return
    for table in ANSWER_TABLES:
        connection.execute(f"DELETE FROM {table.name} WHERE article_id IN (FROM answered_articles)")
    statements = ANSWERS_FILE.read_text(encoding="utf-8")
    for first in range(0, articles, ARTICLES_AT_ONCE):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE answered_now AS "
            f"FROM answered_articles ORDER BY article_id LIMIT {ARTICLES_AT_ONCE} OFFSET {first}"
        )
        connection.execute(statements)
