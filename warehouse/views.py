"""The views that analysts ask, from views.sql; columns that they take from tables take their comments along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from schemas.tables import TABLES
from warehouse.ddl import column_comment, literal

if TYPE_CHECKING:
    import duckdb

VIEWS_FILE = Path(__file__).with_name("views.sql")

_GENERAL = {
    "article_id": "Article that states it; its words are in `articles.article_text`.",
    "case_id": "Case that it belongs to.",
    "claim_id": "Claim that it belongs to.",
    "record_id": "Record that the row is about: `casebook explain` shows its words, `evidence.record_id` leads to them.",
}


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Create or replace all views, with a comment on each column."""
    connection.execute(VIEWS_FILE.read_text(encoding="utf-8"))
    comments = {
        column.name: column_comment(column) for table in reversed(TABLES.values()) for column in table.columns
    } | _GENERAL
    without_comment = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() JOIN duckdb_views() "
        "ON table_name = view_name AND duckdb_columns.schema_name = duckdb_views.schema_name "
        "WHERE NOT duckdb_columns.internal AND duckdb_columns.comment IS NULL"
    ).fetchall()
    for view, column in without_comment:
        connection.execute(f"COMMENT ON COLUMN {view}.{column} IS {literal(comments[column])}")
