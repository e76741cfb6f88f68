"""An article and its records as rows of the warehouse, with ids that depend on the bytes alone.

`rows_of` takes what extraction found in one article and gives the rows of `EXTRACTED_TABLES`; `document_row` and
`quarantine_row` account for the document itself. Whether the rows keep their promises is left to `expectations/`,
which refuses a bad row by name instead of stopping the article.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from schemas.base import Span
from schemas.tables import EXTRACTED_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from schemas.article import Article
    from schemas.base import Grounded
    from schemas.case import Case, Penalty
    from schemas.claim import Claim

Row = dict[str, Any]
DocumentState = Literal["loaded", "quarantined"]
Stage = Literal["read", "parse", "extract", "validate"]

STRETCHES_JOINT = " … "
"""Stands in `claims.content_text` between words that do not follow each other in the text."""

_CASE_COLUMNS = {"name": "person_name"}


def rows_of(article: Article, cases: Iterable[Case], claims: Iterable[Claim]) -> dict[str, list[Row]]:
    """Return the rows of an article, its cases and its claims, one list a table of `EXTRACTED_TABLES`."""
    builder = _Builder(article)
    builder.add_article()
    for ordinal, case in enumerate(cases):
        builder.add_case(case, ordinal)
    for ordinal, claim in enumerate(claims):
        builder.add_claim(claim, ordinal)
    return builder.rows


def document_row(
    path: str,
    *,
    state: DocumentState,
    fingerprint: str,
    run_id: str,
    sha256: str | None = None,
    article_id: str | None = None,
    doc_id: str | None = None,
) -> Row:
    """Return the `documents` row of a document that was read in this run."""
    return {
        "path": path,
        "sha256": sha256,
        "article_id": article_id,
        "doc_id": doc_id,
        "document_state": state,
        "extractor_fingerprint": fingerprint,
        "run_id": run_id,
    }


def quarantine_row(  # noqa: PLR0913 - a keyword a column
    path: str,
    *,
    run_id: str,
    stage: Stage,
    reason: str,
    message: str,
    sha256: str | None = None,
    table: str | None = None,
    record_id: str | None = None,
    row_json: str | None = None,
) -> Row:
    """Return the `quarantine` row of a document (or, with `table` and `record_id`, of one of its rows)."""
    return {
        "quarantine_id": stable_id("quarantine", run_id, path, stage, table or "", record_id or "", row_json or ""),
        "run_id": run_id,
        "path": path,
        "sha256": sha256,
        "stage": stage,
        "quarantine_reason": reason,
        "message": message,
        "table_name": table,
        "record_id": record_id,
        "row_json": row_json,
        "resolved_run_id": None,
    }


def stable_id(kind: str, *parts: object) -> str:
    """Return the id `kind_` and 16 hex digits that `parts` give on every machine and every run."""
    digest = sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}_{digest[:16]}"


def days_allowed(date: str | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of an ISO 8601 date of any precision; nulls for null or no such date.

    `2023-02` gives 1 and 28 February 2023.
    """
    if not date:
        return None, None
    try:
        year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
        first = dt.date(year, month or 1, day or 1)
        last_month = month or 12
        return first, dt.date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    except ValueError:
        return None, None  # the date's own column is refused by its pattern; these two only follow it


@dataclass(slots=True)
class _Builder:
    """Rows of one article under construction."""

    article: Article
    rows: dict[str, list[Row]] = field(default_factory=lambda: {table.name: [] for table in EXTRACTED_TABLES})
    _seen: Counter[str] = field(default_factory=Counter)
    _case_ids: dict[str, str | None] = field(default_factory=dict)

    def add_article(self) -> None:
        """Add the article and its removed blocks."""
        article = self.article
        earliest, latest = days_allowed(article.published_at)
        self.rows["articles"].append(
            {
                "article_id": article.article_id,
                "sha256": article.sha256,
                "document_format": article.format,
                "publisher": article.publisher,
                "url": article.url,
                "title": article.title,
                "byline": article.byline,
                "agency": article.agency,
                "dateline": article.dateline,
                "published_at": article.published_at,
                "published_earliest": earliest,
                "published_latest": latest,
                "published_from": article.published_from,
                "language": article.language,
                "skipped": article.skipped,
                "word_count": len(article.text.split()),
                "article_text": article.text,
            }
        )
        self.rows["removed_blocks"] = [
            {
                "article_id": article.article_id,
                "ordinal": ordinal,
                "removal_reason": block.reason,
                "removed_text": block.text,
            }
            for ordinal, block in enumerate(article.removed)
        ]

    def add_case(self, case: Case, ordinal: int) -> None:
        """Add a case, its parts and their evidence."""
        # A named person keeps the id when better rules find more words about them; an unnamed one rests on the words.
        words = case.name if case.name is not None else self._words(min(_spans(case), default=Span(0, 0)))
        case_id = self._id("case", words)
        if case.name is not None:
            self._case_ids[case.name] = None if case.name in self._case_ids else case_id
        self.rows["cases"].append(
            {
                "case_id": case_id,
                "article_id": self.article.article_id,
                "ordinal": ordinal,
                "person_name": case.name,
                "aliases": list(case.aliases),
                "age": case.age,
                "nationality": list(case.nationality),
                "residence": case.residence,
                "jurisdiction": case.jurisdiction,
                "court": case.court,
                "custody_place": case.custody_place,
                "status": case.status,
            }
        )
        for name, support in case.support.items():
            column = _CASE_COLUMNS.get(name, name)
            self._add_evidence("cases", case_id, column, support.evidence, support.rule, support.confidence)
        self._add_charges(case, case_id)
        self._add_events(case, case_id)
        for number, penalty in enumerate(case.sentence):
            self._add_penalty(penalty, case_id, number, is_imposed=True)
        for number, penalty in enumerate(case.max_penalty):
            self._add_penalty(penalty, case_id, number, is_imposed=False)
        self._add_amounts(case, case_id)

    def add_claim(self, claim: Claim, ordinal: int) -> None:
        """Add a claim, its quantities, the persons it is about, and the evidence."""
        claim_id = self._id("claim", self._words(claim.cue_span), *map(self._words, claim.content_spans))
        earliest, latest = days_allowed(claim.date)
        self.rows["claims"].append(
            {
                "claim_id": claim_id,
                "article_id": self.article.article_id,
                "ordinal": ordinal,
                "speaker": claim.speaker,
                "speaker_text": claim.speaker_text,
                "speaker_role": claim.speaker_role,
                "speaker_country": claim.speaker_country,
                "cue_text": claim.cue,
                "content_text": STRETCHES_JOINT.join(claim.content),
                "claim_type": claim.type,
                "polarity": claim.polarity,
                "claim_date": claim.date,
                "claim_earliest": earliest,
                "claim_latest": latest,
                "medium": claim.medium,
                "reported_by": claim.reported_by,
                "rule": claim.rule,
                "confidence": claim.confidence,
                "speaker_confidence": claim.speaker_confidence,
            }
        )
        stated = (claim.rule, claim.confidence)
        self._add_evidence("claims", claim_id, "cue_text", (claim.cue_span,), *stated, quotes=(claim.cue,))
        self._add_evidence("claims", claim_id, "content_text", claim.content_spans, *stated, quotes=claim.content)
        if claim.speaker_span is not None:
            quotes = None if claim.speaker_text is None else (claim.speaker_text,)
            self._add_evidence("claims", claim_id, "speaker_text", (claim.speaker_span,), *stated, quotes=quotes)
        for number, quantity in enumerate(claim.quantities):
            self._add_grounded(
                "claim_quantities",
                quantity,
                {
                    "quantity_id": self._id("quantity", claim_id, self._words(quantity.evidence[0])),
                    "claim_id": claim_id,
                    "ordinal": number,
                    "comparator": quantity.comparator,
                    "quantity_value": quantity.value,
                    "quantity_unit": quantity.unit,
                    "quantity_text": quantity.text,
                },
            )
        for number, name in enumerate(claim.about):
            self.rows["claim_about"].append(
                {
                    "claim_id": claim_id,
                    "article_id": self.article.article_id,
                    "ordinal": number,
                    "person_name": name,
                    "case_id": self._case_ids.get(name),
                }
            )

    def _add_charges(self, case: Case, case_id: str) -> None:
        for number, charge in enumerate(case.charges):
            self._add_grounded(
                "charges",
                charge,
                {
                    "charge_id": self._id("charge", case_id, self._words(charge.evidence[0]), charge.text),
                    "case_id": case_id,
                    "ordinal": number,
                    "charge_text": charge.text,
                    "iccs_code": charge.iccs,
                    "counts": charge.counts,
                    "charge_stage": charge.stage,
                },
            )

    def _add_events(self, case: Case, case_id: str) -> None:
        for number, event in enumerate(case.events):
            earliest, latest = days_allowed(event.date)
            self._add_grounded(
                "events",
                event,
                {
                    "event_id": self._id("event", case_id, event.type, self._words(event.evidence[0])),
                    "case_id": case_id,
                    "ordinal": number,
                    "event_type": event.type,
                    "modality": event.modality,
                    "event_date": event.date,
                    "event_earliest": earliest,
                    "event_latest": latest,
                    "event_place": event.place,
                },
            )

    def _add_penalty(self, penalty: Penalty, case_id: str, number: int, *, is_imposed: bool) -> None:
        self._add_grounded(
            "penalties",
            penalty,
            {
                "penalty_id": self._id("penalty", case_id, is_imposed, penalty.kind, self._words(penalty.evidence[0])),
                "case_id": case_id,
                "ordinal": number,
                "is_imposed": is_imposed,
                "penalty_kind": penalty.kind,
                "months": penalty.months,
                "months_max": penalty.months_max,
                "money_value": penalty.value,
                "currency": penalty.currency,
                "comparator": penalty.comparator,
                "penalty_text": penalty.text,
            },
        )

    def _add_amounts(self, case: Case, case_id: str) -> None:
        for number, amount in enumerate(case.amounts):
            self._add_grounded(
                "amounts",
                amount,
                {
                    "amount_id": self._id("amount", case_id, amount.role, self._words(amount.evidence[0])),
                    "case_id": case_id,
                    "ordinal": number,
                    "amount_role": amount.role,
                    "money_value": amount.value,
                    "currency": amount.currency,
                    "comparator": amount.comparator,
                    "amount_text": amount.text,
                },
            )

    def _add_grounded(self, table: str, record: Grounded, row: Row) -> None:
        """Add a row that rests as a whole on words, and these words; the first column of `row` is its key."""
        row |= {"article_id": self.article.article_id, "rule": record.rule, "confidence": record.confidence}
        self.rows[table].append(row)
        record_id = next(iter(row.values()))
        self._add_evidence(table, record_id, "record", record.evidence, record.rule, record.confidence)

    def _add_evidence(
        self,
        table: str,
        record_id: str,
        column: str,
        spans: Sequence[Span],
        rule: str,
        confidence: float,
        *,
        quotes: Sequence[str] | None = None,
    ) -> None:
        """Add a row a span; `quotes` are the words that the record itself says stand there."""
        text = self.article.text
        for ordinal, (start, end) in enumerate(spans):
            self.rows["evidence"].append(
                {
                    "article_id": self.article.article_id,
                    "table_name": table,
                    "record_id": record_id,
                    "field_name": column,
                    "ordinal": ordinal,
                    "start_offset": start,
                    "end_offset": end,
                    "quote_text": quotes[ordinal] if quotes is not None and ordinal < len(quotes) else text[start:end],
                    "rule": rule,
                    "confidence": confidence,
                }
            )

    def _words(self, span: Span) -> str:
        """Return the words that an id is made of: they stay when offsets move, as learnt boilerplate leaves the text."""
        return self.article.text[span.start : span.end]

    def _id(self, kind: str, *parts: object) -> str:
        """Return an id that no other record of the article has: the second of equals is told apart by its number."""
        found = stable_id(kind, self.article.article_id, *parts)
        self._seen[found] += 1
        again = self._seen[found]
        return found if again == 1 else stable_id(kind, self.article.article_id, *parts, again)


def _spans(case: Case) -> Iterable[Span]:
    """Yield the spans that state anything about the case."""
    for support in case.support.values():
        yield from support.evidence
    for group in (case.charges, case.events, case.sentence, case.max_penalty, case.amounts):
        for record in group:
            yield from record.evidence
