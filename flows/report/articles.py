"""Articles with all that their pages show: records with their words, removed blocks, refused rows, documents.

Records are read for many articles at a time; each comes with `words`, the places in the text that state it.
"""

# ruff: noqa: S608 - names are those of tables, ids are written as SQL literals

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson

from flows.report.snapshot import Row, ask
from flows.report.wording import STAGE_GROUPS
from warehouse.ddl import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

CASE_FIELDS: Final = ("age", "nationality", "residence", "jurisdiction", "court", "custody_place")
"""Attributes that a case's card lists, in this order."""

_CHILDREN: Final = (
    ("removed_blocks", "ordinal"),
    ("cases", "ordinal"),
    ("charges", "case_id, ordinal"),
    ("events", "case_id, event_earliest NULLS LAST, ordinal"),
    ("penalties", "case_id, is_imposed DESC, ordinal"),
    ("amounts", "case_id, ordinal"),
    ("claims", "ordinal"),
    ("claim_quantities", "claim_id, ordinal"),
    ("claim_about", "claim_id, ordinal"),
    ("evidence", "start_offset, end_offset"),
)

SHOWN_COPIES: Final = 20
"""Articles with the same story that an article's page lists."""

_COPIES: Final = """
    SELECT own.article_id AS of_article, other.article_id, articles.title, articles.publisher, articles.published_at,
        other.similarity, count(*) OVER (PARTITION BY own.article_id) AS copies
    FROM story_articles own
    JOIN story_articles other ON other.story_id = own.story_id AND other.article_id <> own.article_id
    JOIN articles ON articles.article_id = other.article_id
    WHERE own.article_id IN {wanted}
    QUALIFY row_number() OVER (PARTITION BY own.article_id ORDER BY articles.published_earliest, other.article_id) <= {most}
    ORDER BY own.article_id, articles.published_earliest NULLS LAST, other.article_id
"""


@dataclass(slots=True)
class Dossier:
    """One article and everything that was found in it."""

    article: Row
    documents: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    cases: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    copies: list[Row] = field(default_factory=list)


def read_article_keys(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return by article what its page depends on besides the design.

    That is who read it when and from where, what was refused, who the persons are, which articles print the same story.
    """
    rows = ask(
        connection,
        """
        WITH refused AS (
            SELECT left(sha256, 16) AS article_id, string_agg(quarantine_id, ' ' ORDER BY quarantine_id) AS refusals
            FROM quarantine_open WHERE table_name IS NOT NULL GROUP BY ALL
        ),
        named AS (
            SELECT article_id, string_agg(person_id, ' ' ORDER BY case_id) AS people FROM person_cases GROUP BY article_id
        ),
        stories AS (
            SELECT story_id, bit_xor(hash(article_id)) || ' ' || count(*) AS copies FROM story_articles
            GROUP BY story_id HAVING count(*) > 1
        )
        SELECT article_id, string_agg(path || ' ' || run_id || ' ' || extractor_fingerprint, chr(10) ORDER BY path)
            || coalesce(any_value(refusals), '') || coalesce(any_value(people), '') || coalesce(any_value(copies), '') AS key
        FROM documents JOIN articles USING (article_id) LEFT JOIN refused USING (article_id)
            LEFT JOIN named USING (article_id) LEFT JOIN story_articles USING (article_id) LEFT JOIN stories USING (story_id)
        GROUP BY article_id ORDER BY article_id
        """,
    )
    return {row["article_id"]: row["key"] for row in rows}


def read_dossiers(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> Iterator[Dossier]:
    """Yield the articles named by `article_ids`, with their records."""
    # Written out, not bound: before it binds a value, DuckDB imports pandas, which takes longer than most reports.
    wanted = f"({', '.join(map(literal, article_ids))})"
    chosen = f"article_id IN {wanted}"
    articles = ask(connection, f"SELECT * FROM articles WHERE {chosen}")
    dossiers = {row["article_id"]: Dossier(row) for row in articles}
    for row in ask(connection, f"SELECT * FROM documents WHERE {chosen} ORDER BY path"):
        dossiers[row["article_id"]].documents.append(row)
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table, order in _CHILDREN:
        for row in ask(connection, f"SELECT * FROM {table} WHERE {chosen} ORDER BY article_id, {order}"):
            found[row["article_id"]][table].append(row)
    for row in ask(
        connection,
        "SELECT *, left(sha256, 16) AS article_id FROM quarantine_open "
        f"WHERE table_name IS NOT NULL AND left(sha256, 16) IN {wanted} ORDER BY table_name, record_id",
    ):
        found[row["article_id"]]["refused"].append(row)
    people = {
        row["case_id"]: row["person_id"]
        for row in ask(connection, f"SELECT case_id, person_id FROM person_cases WHERE {chosen}")
    }
    for row in ask(connection, _COPIES.format(wanted=wanted, most=SHOWN_COPIES)):
        dossiers[row["of_article"]].copies.append(row)
    for article_id, dossier in dossiers.items():
        for case in found[article_id]["cases"]:
            case["person_id"] = people.get(case["case_id"])
        _fill(dossier, found[article_id])
        yield dossier


def _fill(dossier: Dossier, tables: dict[str, list[Row]]) -> None:
    """Put records to their parents, and to each record its words."""
    words: dict[str, list[Row]] = defaultdict(list)
    by_field: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in tables["evidence"]:
        words[row["record_id"]].append(row)
        by_field[row["record_id"], row["field_name"]].append(row)
    for case in tables["cases"]:
        case |= {name: [] for name in ("charges", "events", "imposed", "faced", "amounts")}
        case["words"] = {name: by_field[case["case_id"], name] for name in ("person_name", "aliases", *CASE_FIELDS)}
    cases = {case["case_id"]: case for case in tables["cases"]}
    for table, key in (
        ("charges", "charge_id"),
        ("events", "event_id"),
        ("penalties", "penalty_id"),
        ("amounts", "amount_id"),
    ):
        for row in tables[table]:
            row |= {"id": row[key], "words": words[row[key]]}
            group = ("imposed" if row["is_imposed"] else "faced") if table == "penalties" else table
            cases[row["case_id"]][group].append(row)
    for case in cases.values():
        case["charge_groups"] = group_charges(case["charges"])
    claims = {claim["claim_id"]: claim for claim in tables["claims"]}
    for claim in claims.values():
        claim |= {"id": claim["claim_id"], "quantities": [], "about": [], "words": words[claim["claim_id"]]}
    for row in tables["claim_quantities"]:
        row |= {"id": row["quantity_id"], "words": words[row["quantity_id"]]}
        claims[row["claim_id"]]["quantities"].append(row)
    for row in tables["claim_about"]:
        claims[row["claim_id"]]["about"].append(row)
    dossier.removed, dossier.cases, dossier.claims = tables["removed_blocks"], tables["cases"], tables["claims"]
    dossier.refused = tables["refused"]
    dossier.evidence = tables["evidence"] + _refused_words(dossier.refused, dossier.article["article_text"])


def _refused_words(refusals: list[Row], text: str) -> list[Row]:
    """Give each refused record its words, as far as they stand in `text`, and return them as rows of evidence."""
    found: list[Row] = []
    for refusal in refusals:
        try:
            rows = orjson.loads(refusal["row_json"] or "{}").get("evidence", [])
            places = [(int(row["start_offset"]), int(row["end_offset"])) for row in rows]
        except (ValueError, TypeError, KeyError, AttributeError):
            places = []  # a refused row may hold anything, and older entries have another form
        refusal["words"] = [
            {"start_offset": start, "end_offset": end, "quote_text": text[start:end]}
            for start, end in places
            if 0 <= start < end <= len(text)
        ]
        own = {"table_name": "quarantine", "field_name": "record", "record_id": refusal["quarantine_id"]}
        found.extend(own | words for words in refusal["words"])
    return found


def group_charges(charges: list[Row]) -> dict[str, list[Row]]:
    """Return the charges by where they stand: found or admitted, accused of, cleared of; empty groups left out."""
    groups: dict[str, list[Any]] = {"found": [], "accused": [], "cleared": []}
    for charge in charges:
        groups[STAGE_GROUPS[charge["charge_stage"]]].append(charge)
    return {name: rows for name, rows in groups.items() if rows}
