"""The views that analysts ask, from views.sql."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

VIEWS_FILE = Path(__file__).with_name("views.sql")


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Create or replace all views."""
    connection.execute(VIEWS_FILE.read_text(encoding="utf-8"))
