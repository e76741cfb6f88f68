"""Disputed counts: claims that give different figures for the same unit, side by side, each as a mark on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flows.report.charts import count_bar
from flows.report.environment import render
from flows.report.folder import page_key
from flows.report.snapshot import Row, ask, grouped
from schemas.codes import CURRENCIES

if TYPE_CHECKING:
    import duckdb

    from flows.report.folder import PageFolder

GENERAL_UNITS: Final = frozenset(
    {"people", "person", "persons", "men", "women", "children", "times", "percent", "%", "things"}
    | {currency.casefold() for currency in CURRENCIES}
)
"""Units that say nothing of what is counted: figures with these are compared within one article only."""

PAGE: Final = "disputed.html"


def build_disputed_page(connection: duckdb.DuckDBPyConnection, pages: PageFolder, common: dict[str, Any]) -> None:
    """Write the page about counts that claims dispute."""
    disputes = read_disputes(connection)
    if pages.needs(PAGE, page_key(disputes, common)):
        for dispute in disputes:
            for row in dispute["figures"]:
                row["bar"] = count_bar(row["quantity_value"], row["comparator"], dispute["highest"])
        pages.write(PAGE, render("disputed.html", {"root": "", "here": PAGE, "disputes": disputes, **common}))


def read_disputes(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return the disputes, those with most sources first: the unit, its figures in order of time, the highest."""
    rows = ask(
        connection,
        """
        SELECT figure.*, claims.speaker_text, claim_quantities.quantity_unit
        FROM disputed_counts figure
        JOIN claims ON claims.claim_id = figure.claim_id
        JOIN claim_quantities ON claim_quantities.quantity_id = figure.record_id
        WHERE figure.quantity_value IS NOT NULL
        ORDER BY figure.unit_key, figure.stated_date NULLS LAST, figure.article_id, figure.record_id
        """,
    )
    disputes = []
    for unit, figures in grouped(rows, "unit_key").items():
        groups = grouped(figures, "article_id").values() if unit in GENERAL_UNITS else [figures]
        disputes += [_dispute(unit, group) for group in groups if _differ(group)]
    return sorted(disputes, key=lambda dispute: (-dispute["sources"], -len(dispute["figures"]), dispute["unit"]))


def _differ(figures: list[Row]) -> bool:
    """Tell whether two sources give figures that are not the same."""
    values = {(row["comparator"], row["quantity_value"]) for row in figures}
    return len(values) > 1 and len({row["speaker"] or row["speaker_text"] for row in figures}) > 1


def _dispute(unit: str, figures: list[Row]) -> Row:
    return {
        "unit": figures[0]["quantity_unit"] or unit,
        "figures": figures,
        "sources": len({row["speaker"] or row["speaker_text"] for row in figures}),
        "articles": len({row["article_id"] for row in figures}),
        "lowest": min(row["quantity_value"] for row in figures),
        "highest": max(row["quantity_value"] for row in figures),
    }
