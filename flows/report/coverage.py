"""Coverage: in how many rows a field that may be empty is filled, by run and by publisher."""
# ruff: noqa: S608 - the names in statements are those of TABLES

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flows.report.snapshot import ask
from schemas.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from schemas.columns import Column, Table

COVERED_TABLES: Final = ("articles", "cases", "charges", "events", "penalties", "claims", "claim_quantities")

UNNAMED_PUBLISHER: Final = "publisher not named"

SHOWN_PUBLISHERS: Final = 8
"""Publishers with a column of their own; those with the most articles."""


@dataclass(slots=True)
class TableCoverage:
    """Rows of one table and how many of them have each field, for all publishers together and each alone."""

    table: str
    description: str
    rows: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    rows_of: Counter[str] = field(default_factory=Counter)
    filled_of: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def fields(self) -> tuple[Column, ...]:
        """Columns that may be empty."""
        return TABLES[self.table].optional_columns

    def share(self, column: str) -> float | None:
        """Return the share of rows that have `column`; null without rows."""
        return self.filled[column] / self.rows if self.rows else None

    def share_of(self, publisher: str, column: str) -> float | None:
        """Return the share among the rows of `publisher`; null without rows."""
        rows = self.rows_of[publisher]
        return self.filled_of[publisher, column] / rows if rows else None


@dataclass(slots=True)
class Coverage:
    """Coverage of the tables, and the publishers with the most articles."""

    tables: dict[str, TableCoverage]

    @property
    def publishers(self) -> list[str]:
        """Publishers with a column of their own."""
        return [name for name, _ in self.tables["articles"].rows_of.most_common(SHOWN_PUBLISHERS)]

    def summary(self) -> dict[str, object]:
        """Return all counts as plain values: what a page of this coverage depends on."""
        return {
            name: [
                table.rows,
                sorted(table.filled.items()),
                sorted(table.rows_of.items()),
                sorted(table.filled_of.items()),
            ]
            for name, table in self.tables.items()
        }


def read_coverage(connection: duckdb.DuckDBPyConnection) -> dict[str, Coverage]:
    """Return the coverage of the rows that stand now, by the run that read their article last."""
    by_run: dict[str, Coverage] = {}
    for name in COVERED_TABLES:
        for row in ask(connection, _question(TABLES[name])):
            coverage = by_run.setdefault(row["run_id"], Coverage(_empty()))
            _add(coverage.tables[name], row)
    return by_run


def together(coverages: Iterable[Coverage]) -> Coverage:
    """Return the coverage of all rows of `coverages`."""
    total = Coverage(_empty())
    for coverage in coverages:
        for name, part in coverage.tables.items():
            whole = total.tables[name]
            whole.rows += part.rows
            whole.filled += part.filled
            whole.rows_of += part.rows_of
            whole.filled_of += part.filled_of
    return total


def _empty() -> dict[str, TableCoverage]:
    return {name: TableCoverage(name, TABLES[name].description) for name in COVERED_TABLES}


def _add(table: TableCoverage, row: dict[str, int | str]) -> None:
    publisher, rows = str(row["publisher"]), int(row["row_count"])
    table.rows += rows
    table.rows_of[publisher] += rows
    for column in table.fields:
        filled = int(row[f"has_{column.name}"])
        table.filled[column.name] += filled
        table.filled_of[publisher, column.name] += filled


def _question(table: Table) -> str:
    counts = "".join(
        f", count_if({f'len(t.{column.name}) > 0' if column.is_list else f't.{column.name} IS NOT NULL'})"
        f" AS has_{column.name}"
        for column in table.optional_columns
    )
    return f"""
        WITH read_in AS (
            SELECT article_id, max(run_id) AS run_id FROM documents WHERE article_id IS NOT NULL GROUP BY article_id
        )
        SELECT run_id, coalesce(articles.publisher, '{UNNAMED_PUBLISHER}') AS publisher, count(*) AS row_count{counts}
        FROM {table.name} t JOIN read_in USING (article_id) JOIN articles USING (article_id)
        GROUP BY ALL ORDER BY ALL
    """
