"""Refusing rows: a bad row goes to quarantine, and takes with it what would stand on nothing without it.

    articles   → the document: all rows of the article; the document is quarantined
    cases      → its charges, events, penalties, amounts; claims about it keep the name, without the case
    claims     → its quantities and the names that it is about
    evidence   → the record whose words they are
    any record → its evidence

A record may also stop keeping a promise because another was refused (a status whose event is gone): promises that
look at other rows are asked again until nothing more falls.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from expectations.promises import PROMISES
from schemas.arrow import arrow_table
from schemas.rows import Row, quarantine_row
from schemas.tables import EXTRACTED_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

Refusals = dict[str, dict[int, list[str]]]
"""Reasons to refuse rows, by table and row number."""

_CHILDREN: Final = {
    "cases": ("case_id", ("charges", "events", "penalties", "amounts")),
    "claims": ("claim_id", ("claim_quantities", "claim_about")),
}
_DEPENDENT_PROMISES: Final = ("status_is_furthest_event", "sentence_has_conviction", "rests_on_words")
LONGEST_TEXT: Final = 500
"""Characters that the quarantine keeps of a refused article's text: the document itself has the rest."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The tables without the refused rows, and how many were refused."""

    tables: dict[str, pa.Table]
    rows_refused: int
    documents_refused: int


def refuse(
    tables: Mapping[str, pa.Table], frames: Mapping[str, pd.DataFrame], refusals: Refusals, run_id: str
) -> Accepted:
    """Return `tables` without the rows of `refusals` and what rests on them, which go to `quarantine`.

    `frames` are the same tables in the same row order.
    """
    if not refusals:
        return Accepted(dict(tables), 0, 0)
    refused: Refusals = {name: dict(rows) for name, rows in refusals.items()}
    _spread(frames, refused)
    return _split(tables, refused, run_id)


def _spread(frames: Mapping[str, pd.DataFrame], refused: Refusals) -> None:
    """Add to `refused` what rests on refused rows, until nothing more falls."""
    before = -1
    while before != (before := sum(map(len, refused.values()))):
        _spread_from_articles(frames, refused)
        _spread_from_evidence(frames, refused)
        _spread_to_children(frames, refused)
        _ask_again(frames, refused)


def _spread_from_articles(frames: Mapping[str, pd.DataFrame], refused: Refusals) -> None:
    articles = _values(frames, "articles", "article_id", refused)
    for table in EXTRACTED_TABLES:
        if table.name != "articles":
            _refuse_where(frames, refused, table.name, "article_id", articles, "Its article was refused.")


def _spread_from_evidence(frames: Mapping[str, pd.DataFrame], refused: Refusals) -> None:
    reasons = refused.get("evidence")
    if not reasons:
        return
    evidence = frames["evidence"].iloc[list(reasons)]
    for target in TABLES["evidence"].column("table_name").value_set:
        records = set(evidence.loc[evidence["table_name"] == target, "record_id"])
        _refuse_where(frames, refused, target, TABLES[target].key[0], records, "Words that state it were refused.")


def _spread_to_children(frames: Mapping[str, pd.DataFrame], refused: Refusals) -> None:
    for parent, (key, children) in _CHILDREN.items():
        keys = _values(frames, parent, key, refused)
        for child in children:
            _refuse_where(frames, refused, child, key, keys, f"Its {key.removesuffix('_id')} was refused.")
    records: set[str] = set()
    for target in TABLES["evidence"].column("table_name").value_set:
        records |= _values(frames, target, TABLES[target].key[0], refused)
    _refuse_where(frames, refused, "evidence", "record_id", records, "Its record was refused.")


def _ask_again(frames: Mapping[str, pd.DataFrame], refused: Refusals) -> None:
    """Refuse rows that kept a promise only together with rows that are refused by now."""
    rest = {name: frame.drop(index=list(refused[name])) if name in refused else frame for name, frame in frames.items()}
    for promise in PROMISES:
        if promise.name in _DEPENDENT_PROMISES and len(rest[promise.table]):
            kept = promise.keeps(rest)
            for row_number in kept.index[~kept]:
                refused.setdefault(promise.table, {}).setdefault(int(row_number), [promise.words])


def _values(frames: Mapping[str, pd.DataFrame], table: str, column: str, refused: Refusals) -> set[str]:
    """Return the values of `column` in the refused rows of `table`."""
    return set(frames[table][column].iloc[list(refused.get(table, ()))].dropna())


def _refuse_where(
    frames: Mapping[str, pd.DataFrame], refused: Refusals, table: str, column: str, values: set[str], reason: str
) -> None:
    if not values:
        return
    frame = frames[table]
    for row_number in frame.index[frame[column].isin(values)]:
        refused.setdefault(table, {}).setdefault(int(row_number), [reason])


def _split(tables: Mapping[str, pa.Table], refused: Refusals, run_id: str) -> Accepted:
    """Return the accepted tables, refused rows moved to `quarantine`."""
    accepted = dict(tables)
    documents = tables["documents"].to_pylist()
    bad_articles = {tables["articles"]["article_id"][row_number].as_py() for row_number in refused.get("articles", ())}
    paths = {row["article_id"]: row for row in reversed(documents) if row["article_id"]}
    entries: list[Row] = []
    for row in documents:
        if row["article_id"] in bad_articles:
            entries.append(_document_entry(row, tables, refused, run_id))
            row |= {"document_state": "quarantined", "article_id": None}
    for name, rows in refused.items():
        if name != "articles":
            entries.extend(_row_entries(name, tables[name], rows, bad_articles, paths, run_id))
        keep = [True] * len(tables[name])
        for row_number in rows:
            keep[row_number] = False
        accepted[name] = tables[name].filter(pa.array(keep, pa.bool_()))
    # Rows that are equal in everything have one entry.
    entries = list({entry["quarantine_id"]: entry for entry in entries}.values())
    accepted["claim_about"] = _without_cases(accepted["claim_about"], accepted["cases"])
    accepted["documents"] = arrow_table("documents", documents)
    accepted["quarantine"] = pa.concat_tables([tables["quarantine"], arrow_table("quarantine", entries)])
    documents_refused = sum(entry["table_name"] is None for entry in entries)
    return Accepted(accepted, len(entries) - documents_refused, documents_refused)


def _document_entry(document: Row, tables: Mapping[str, pa.Table], refused: Refusals, run_id: str) -> Row:
    """Return the entry of a document whose article was refused."""
    ids = tables["articles"]["article_id"].to_pylist()
    row_number = next(number for number in refused["articles"] if ids[number] == document["article_id"])
    article = tables["articles"].slice(row_number, 1).to_pylist()[0]
    article["article_text"] = (article["article_text"] or "")[:LONGEST_TEXT]
    return quarantine_row(
        document["path"],
        run_id=run_id,
        stage="validate",
        reason="broken_expectation",
        message=" ".join(refused["articles"][row_number]),
        sha256=document["sha256"],
        row_json=json.dumps(article, ensure_ascii=False, default=str),
    )


def _row_entries(
    name: str,
    table: pa.Table,
    reasons: dict[int, list[str]],
    bad_articles: set[str],
    paths: Mapping[str, Row],
    run_id: str,
) -> Iterator[Row]:
    """Yield an entry for each refused row of a document that is loaded without it."""
    for row_number in sorted(reasons):
        row = table.slice(row_number, 1).to_pylist()[0]
        document = paths.get(row["article_id"])
        if row["article_id"] in bad_articles or document is None:
            continue
        yield quarantine_row(
            document["path"],
            run_id=run_id,
            stage="validate",
            reason="broken_expectation",
            message=" ".join(dict.fromkeys(reasons[row_number])),
            sha256=document["sha256"],
            table=name,
            record_id="/".join(str(row[column]) for column in TABLES[name].key),
            row_json=json.dumps(row, ensure_ascii=False, default=str),
        )


def _without_cases(claim_about: pa.Table, cases: pa.Table) -> pa.Table:
    """Return `claim_about` with `case_id` null where the case was refused."""
    known = set(cases["case_id"].to_pylist())
    column = [case_id if case_id in known else None for case_id in claim_about["case_id"].to_pylist()]
    place = claim_about.schema.get_field_index("case_id")
    return claim_about.set_column(place, claim_about.schema.field(place), pa.array(column, pa.string()))
