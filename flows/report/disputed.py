"""Disputed counts: claims that give different figures for the same unit, as a chart of who claimed how many, and when."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from flows.report.charts import count_bar
from flows.report.environment import render
from flows.report.folder import page_key
from flows.report.record_drawings import dispute_chart
from flows.report.snapshot import Row, ask, grouped
from schemas.codes import CURRENCIES
from warehouse.groups import Groups

if TYPE_CHECKING:
    import duckdb

    from flows.report.folder import PageFolder

GENERAL_UNITS: Final = frozenset(
    {"people", "person", "persons", "men", "women", "children", "times", "percent", "%", "things"}
    | {currency.casefold() for currency in CURRENCIES}
)
"""Units that say little of what is counted."""

NUMBER_WORDS: Final = frozenset(
    {"about", "around", "billion", "crore", "hundred", "least", "million", "nearly", "thousand"}
)
"""Longer words that belong to a figure, not to its matter."""

LARGEST_GROUP: Final = 200
"""Figures of one article or person that are compared with each other; more are no dispute, but a list."""

DRAWN_DISPUTES: Final = 60
"""Disputes with a chart of their own, those with most sources; in the tables of the others each row has a mark."""

PAGE: Final = "disputed.html"


def build_disputed_page(connection: duckdb.DuckDBPyConnection, pages: PageFolder, common: dict[str, Any]) -> None:
    """Write the page about counts that claims dispute."""
    disputes = read_disputes(connection)
    if pages.needs(PAGE, page_key(disputes)):
        for place, dispute in enumerate(disputes):
            dispute["chart"] = dispute_chart(dispute["unit"], dispute["figures"]) if place < DRAWN_DISPUTES else None
            for row in dispute["figures"]:
                row["bar"] = count_bar(row["quantity_value"], row["comparator"], dispute["highest"])
        pages.write(PAGE, render("disputed.html", {"root": "", "here": PAGE, "disputes": disputes, **common}))


def read_disputes(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return the disputes, those with most sources first: the unit, its figures in order of time, the highest."""
    rows = ask(
        connection,
        """
        WITH named AS (
            SELECT article_id, list(DISTINCT lower(person_name)) AS people
            FROM cases WHERE person_name IS NOT NULL GROUP BY article_id
        )
        SELECT figure.*, claims.speaker_text, claim_quantities.quantity_unit, coalesce(named.people, []) AS people
        FROM disputed_counts figure
        JOIN claims ON claims.claim_id = figure.claim_id
        JOIN claim_quantities ON claim_quantities.quantity_id = figure.record_id
        LEFT JOIN named ON named.article_id = figure.article_id
        WHERE figure.quantity_value IS NOT NULL
        ORDER BY figure.unit_key, figure.stated_date NULLS LAST, figure.article_id, figure.record_id
        """,
    )
    disputes = []
    for unit, figures in grouped(rows, "unit_key").items():
        disputes += [_dispute(unit, group) for group in _same_matter(figures) if _differ(group)]
    return sorted(disputes, key=lambda dispute: (-dispute["sources"], -len(dispute["figures"]), dispute["unit"]))


def _same_matter(figures: list[Row]) -> list[list[Row]]:
    """Return the figures of one unit in groups that can be about the same matter.

    A unit that names a people or a body (`Kenyans`) is a matter of its own. Other units are compared where the articles
    are the same or name a person together; a unit that says little (`people`, money) asks for common words as well.
    """
    if _names_somebody(figures[0]):
        return [figures]
    matters: Groups[int] = Groups()
    together: dict[str, list[int]] = {}
    for place, row in enumerate(figures):
        for shared in (row["article_id"], *row["people"]):
            together.setdefault(shared, []).append(place)
    for places in together.values():
        for one, other in combinations(places[:LARGEST_GROUP], 2):
            if _could_be_same(figures[one], figures[other]):
                matters.join(one, other)
    groups: dict[int, list[Row]] = {}
    for place, row in enumerate(figures):
        groups.setdefault(matters.leader(place), []).append(row)
    return list(groups.values())


def _names_somebody(row: Row) -> bool:
    unit = row["quantity_unit"] or ""
    return unit.upper() not in CURRENCIES and any(word[0].isupper() for word in unit.split())


def _could_be_same(one: Row, other: Row) -> bool:
    if one["unit_key"] not in GENERAL_UNITS:
        return True
    return len(_words(one) & _words(other)) >= 2


def _words(row: Row) -> set[str]:
    """Return the words of a claim that could tell its matter: the longer ones, by their stems' first letters."""
    words = set(re.findall(r"[a-z]{5,}", row["content_text"].casefold())) - NUMBER_WORDS
    return {word[:5] for word in words} - {row["unit_key"][:5]}


def _differ(figures: list[Row]) -> bool:
    """Tell whether two sources give figures that cannot both be true: `more than 60` and `70` can."""
    least: dict[str, float] = {}
    for row in figures:
        if row["lowest"] is not None:
            least[_source(row)] = max(row["lowest"], least.get(_source(row), row["lowest"]))
    # A figure is excluded by another source, if by any, by the one that claims most, or the next where that is its own.
    most = sorted(least.items(), key=lambda item: -item[1])[:2]
    return any(
        row["highest"] < low
        for row in figures
        if row["highest"] is not None
        for other, low in most
        if other != _source(row)
    )


def _source(row: Row) -> str:
    return row["speaker"] or row["speaker_text"] or ""


def _told_once(figures: list[Row]) -> list[Row]:
    """Return `figures` with one row where several articles print the same story; it counts the other `copies`."""
    told: dict[tuple[object, ...], Row] = {}
    for row in figures:
        source = row["speaker"] or row["speaker_text"]
        story = row["story_id"] or row["article_id"]
        kept = told.setdefault(
            (story, source, row["comparator"], row["quantity_value"], row["polarity"]), row | {"copies": -1}
        )
        kept["copies"] += 1
    return list(told.values())


def _dispute(unit: str, figures: list[Row]) -> Row:
    return {
        "unit": f"Money, {unit.upper()}" if unit.upper() in CURRENCIES else figures[0]["quantity_unit"] or unit,
        "figures": _told_once(figures),
        "sources": len({row["speaker"] or row["speaker_text"] for row in figures}),
        "articles": len({row["article_id"] for row in figures}),
        "lowest": min(row["quantity_value"] for row in figures),
        "highest": max(row["quantity_value"] for row in figures),
    }
