"""Refusing rows: a bad row takes with it what would stand on nothing without it.

    articles   → the document: all rows of the article; the document is quarantined
    cases      → its charges, events, penalties, amounts; claims about it keep the name, without the case
    claims     → its quantities and the names that it is about
    evidence   → the record whose words they are
    any record → its evidence

A record may also stop keeping a promise because another was refused (a status whose event is gone): promises that
look at other rows are asked again until nothing more falls. `quarantine.py` writes down what fell, and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from expectations.promises import PROMISES
from schemas.tables import EXTRACTED_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

Refusals = dict[str, dict[int, list[str]]]
"""The rows that are refused, by table and row number: the promises that each breaks itself, none for a row that goes
with another."""

PARENTS: Final = {
    "charges": ("cases", "case_id"),
    "events": ("cases", "case_id"),
    "penalties": ("cases", "case_id"),
    "amounts": ("cases", "case_id"),
    "claim_quantities": ("claims", "claim_id"),
    "claim_about": ("claims", "claim_id"),
}
"""For each table of parts: the table of their record, and the column that names it."""

RECORD_TABLES: Final = TABLES["evidence"].column("table_name").value_set

_ASKED_AGAIN: Final = ("status_is_furthest_event", "sentence_has_conviction", "rests_on_words")


def spread(frames: Mapping[str, pd.DataFrame], refusals: Refusals) -> Refusals:
    """Return `refusals` with all rows that fall with them; `frames` are all tables, rows numbered from 0."""
    refused: Refusals = {name: dict(rows) for name, rows in refusals.items()}
    before = -1
    while before != (before := sum(map(len, refused.values()))):
        _spread_from_articles(frames, refused)
        _spread_from_evidence(frames, refused)
        _spread_to_parts(frames, refused)
        _ask_again(frames, refused)
    return refused


def _spread_from_articles(frames: Mapping[str, pd.DataFrame], refused: Refusals) -> None:
    articles = _values(frames, "articles", "article_id", refused)
    for table in EXTRACTED_TABLES:
        _refuse_where(frames, refused, table.name, "article_id", articles)


def _spread_from_evidence(frames: Mapping[str, pd.DataFrame], refused: Refusals) -> None:
    if "evidence" not in refused:
        return
    evidence = frames["evidence"].iloc[list(refused["evidence"])]
    for table in RECORD_TABLES:
        records = set(evidence.loc[evidence["table_name"] == table, "record_id"])
        _refuse_where(frames, refused, table, TABLES[table].key[0], records)


def _spread_to_parts(frames: Mapping[str, pd.DataFrame], refused: Refusals) -> None:
    for part, (parent, key) in PARENTS.items():
        _refuse_where(frames, refused, part, key, _values(frames, parent, key, refused))
    records: set[str] = set()
    for table in RECORD_TABLES:
        records |= _values(frames, table, TABLES[table].key[0], refused)
    _refuse_where(frames, refused, "evidence", "record_id", records)


def _ask_again(frames: Mapping[str, pd.DataFrame], refused: Refusals) -> None:
    """Refuse rows that kept a promise only together with rows that are refused by now."""
    # A record rests on others of its article alone: most articles lost nothing.
    articles: set[str] = set()
    for name in refused:
        articles |= _values(frames, name, "article_id", refused)
    rest = {
        table.name: frames[table.name][frames[table.name]["article_id"].isin(articles)].drop(
            index=list(refused.get(table.name, ()))
        )
        for table in EXTRACTED_TABLES
    }
    for promise in PROMISES:
        if promise.name in _ASKED_AGAIN and len(rest[promise.table]):
            kept = promise.keeps(rest)
            for row_number in kept.index[~kept]:
                refused.setdefault(promise.table, {}).setdefault(int(row_number), []).append(promise.words)


def _values(frames: Mapping[str, pd.DataFrame], table: str, column: str, refused: Refusals) -> set[str]:
    """Return the values of `column` in the refused rows of `table`."""
    return set(frames[table][column].iloc[list(refused.get(table, ()))].dropna())


def _refuse_where(
    frames: Mapping[str, pd.DataFrame], refused: Refusals, table: str, column: str, values: set[str]
) -> None:
    """Refuse the rows of `table` whose `column` is among `values`."""
    if values:
        frame = frames[table]
        for row_number in frame.index[frame[column].isin(values)]:
            refused.setdefault(table, {}).setdefault(int(row_number), [])
