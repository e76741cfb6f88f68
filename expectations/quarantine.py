"""What was refused, as quarantine entries: one for each record that fell, with all that fell with it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from expectations.refusal import PARENTS
from schemas.arrow import arrow_table
from schemas.rows import quarantine_row
from schemas.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from expectations.refusal import Refusals
    from schemas.rows import Row

LONGEST_TEXT: Final = 500
"""Characters that an entry keeps of a refused article's text: the document itself has the rest."""

_Head = tuple[str, str]
"""Table and key of the record that an entry is about."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The tables without the refused rows, and how many were refused of documents that are loaded all the same."""

    tables: dict[str, pa.Table]
    rows_refused: int
    documents_refused: int


@dataclass(slots=True)
class _Fallen:
    """Rows that fell together: by table, and the promises that they broke."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    reasons: list[str] = field(default_factory=list)


def set_apart(tables: Mapping[str, pa.Table], refused: Refusals, run_id: str) -> Accepted:
    """Return `tables` without the rows of `refused`, which stand in `quarantine` instead."""
    if not refused:
        return Accepted(dict(tables), 0, 0)
    articles = {row["article_id"]: reasons for row, reasons in _refused_rows(tables, refused, "articles")}
    documents = tables["documents"].to_pylist()
    paths = {row["article_id"]: row for row in reversed(documents) if row["article_id"]}
    entries = [_document_entry(row, tables, articles, run_id) for row in documents if row["article_id"] in articles]
    documents_refused, rows_refused = len(entries), 0
    for head, fallen in _fallen_together(tables, refused, articles).items():
        rows_refused += sum(map(len, fallen.rows.values()))
        entries.append(_record_entry(head, fallen, paths, run_id))
    accepted = dict(tables)
    for name, rows in refused.items():
        accepted[name] = tables[name].filter(pa.array([number not in rows for number in range(len(tables[name]))]))
    for row in documents:
        if row["article_id"] in articles:
            row |= {"document_state": "quarantined", "article_id": None}
    accepted["documents"] = arrow_table("documents", documents)
    accepted["claim_about"] = _without_refused_cases(accepted["claim_about"], accepted["cases"])
    accepted["quarantine"] = pa.concat_tables([tables["quarantine"], arrow_table("quarantine", entries)])
    return Accepted(accepted, rows_refused, documents_refused)


def _refused_rows(tables: Mapping[str, pa.Table], refused: Refusals, name: str) -> Iterator[tuple[Row, list[str]]]:
    """Yield the refused rows of a table with the promises that they broke."""
    for number, reasons in refused.get(name, {}).items():
        yield tables[name].slice(number, 1).to_pylist()[0], reasons


def _fallen_together(
    tables: Mapping[str, pa.Table], refused: Refusals, articles: Mapping[str, Any]
) -> dict[_Head, _Fallen]:
    """Return the refused rows of loaded documents, by the topmost record that fell with them."""
    heads: dict[_Head, _Head] = {}
    fallen: dict[_Head, _Fallen] = defaultdict(_Fallen)
    # Parents stand before their parts in `TABLES`, and `evidence` last: a head is known before what goes with it.
    for name in TABLES:
        for row, reasons in _refused_rows(tables, refused, name):
            if row.get("article_id") in articles:
                continue
            own = (name, "/".join(str(row[column]) for column in TABLES[name].key))
            parent, key = PARENTS.get(name, ("", ""))
            above = (row["table_name"], row["record_id"]) if name == "evidence" else (parent, row.get(key, ""))
            head = heads[own] = heads.get(above, own)
            fallen[head].rows[name].append(row)
            place = "" if head == own else f"{name} {own[1]}: "
            fallen[head].reasons.extend(f"{place}{reason}" for reason in reasons)
    return fallen


def _document_entry(
    document: Row, tables: Mapping[str, pa.Table], articles: Mapping[str, list[str]], run_id: str
) -> Row:
    """Return the entry of a document whose article was refused."""
    number = tables["articles"]["article_id"].to_pylist().index(document["article_id"])
    article = tables["articles"].slice(number, 1).to_pylist()[0]
    article["article_text"] = (article["article_text"] or "")[:LONGEST_TEXT]
    return quarantine_row(
        document["path"],
        run_id=run_id,
        stage="validate",
        reason="broken_expectation",
        message=" ".join(articles[document["article_id"]]),
        sha256=document["sha256"],
        row_json=_as_json({"articles": [article]}),
    )


def _record_entry(head: _Head, fallen: _Fallen, paths: Mapping[str, Row], run_id: str) -> Row:
    """Return the entry of a record that fell."""
    table, record_id = head
    document = paths[fallen.rows[table][0]["article_id"]]
    return quarantine_row(
        document["path"],
        run_id=run_id,
        stage="validate",
        reason="broken_expectation",
        message=" ".join(dict.fromkeys(fallen.reasons)),
        sha256=document["sha256"],
        table=table,
        record_id=record_id,
        row_json=_as_json(fallen.rows),
    )


def _as_json(rows: Mapping[str, list[Row]]) -> str:
    return json.dumps(rows, ensure_ascii=False, default=str)


def _without_refused_cases(claim_about: pa.Table, cases: pa.Table) -> pa.Table:
    """Return `claim_about` with `case_id` null where the case was refused."""
    known = set(cases["case_id"].to_pylist())
    column = [case_id if case_id in known else None for case_id in claim_about["case_id"].to_pylist()]
    place = claim_about.schema.get_field_index("case_id")
    return claim_about.set_column(place, claim_about.schema.field(place), pa.array(column, pa.string()))
