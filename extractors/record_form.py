"""Records as JSON: the record form that `casebook extract` writes and that the scorers read.

Every nested value carries `evidence` (a list of `[start, end]`), `rule` and `confidence`; for the single-valued
fields of a case these stand under `evidence`, `rules` and `confidences` by field name. Offsets are code points
into `text`; `cue_span` and `content_spans` are lists of spans, `speaker_span` is one span or null. Where the input row gave the text, they are counted in exactly that text, boilerplate included, by way
of `Article.segments`.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.records import Extraction
    from schemas.article import Article, TextSegment
    from schemas.case import Case
    from schemas.claim import Claim


def record_form(
    article: Article, extraction: Extraction, *, doc_id: str, source_text: str | None = None
) -> dict[str, Any]:
    """Return one document's records as JSON values; with `source_text`, offsets are counted in it."""
    place = _SourcePlaces(article.segments) if source_text is not None else None
    return {
        "doc_id": doc_id,
        "title": article.title,
        "published_at": article.published_at,
        "publisher": article.publisher,
        "language": article.language,
        "skipped": article.skipped,
        "text": article.text if source_text is None else source_text,
        "cases": [_case_form(case, place) for case in extraction.cases],
        "claims": [_claim_form(claim, place) for claim in extraction.claims],
    }


def _case_form(case: Case, place: _SourcePlaces | None) -> dict[str, Any]:
    form = case.model_dump(mode="json", exclude={"support"})
    for name in ("charges", "events", "sentence", "max_penalty", "amounts"):
        for row, record in zip(form[name], getattr(case, name), strict=True):
            row["evidence"] = _places(record.evidence, place)
    form["evidence"] = {name: _places(support.evidence, place) for name, support in case.support.items()}
    form["rules"] = {name: support.rule for name, support in case.support.items()}
    form["confidences"] = {name: support.confidence for name, support in case.support.items()}
    return form


def _claim_form(claim: Claim, place: _SourcePlaces | None) -> dict[str, Any]:
    form = claim.model_dump(mode="json")
    form["speaker_span"] = _places([claim.speaker_span], place)[0] if claim.speaker_span else None
    form["cue_span"] = _places([claim.cue_span], place)
    form["content_spans"] = _places(claim.content_spans, place)
    for row, quantity in zip(form["quantities"], claim.quantities, strict=True):
        row["evidence"] = _places(quantity.evidence, place)
    return form


def _places(spans: Sequence[Span], place: _SourcePlaces | None) -> list[list[int]]:
    if place is None:
        return [list(span) for span in spans]
    return [list(part) for span in spans for part in place.of(span)]


class _SourcePlaces:
    """Where spans of the clean text stand in the source that it was cut from."""

    def __init__(self, segments: Sequence[TextSegment]) -> None:
        self._segments = segments
        self._starts = [segment.start for segment in segments]

    def of(self, span: Span) -> list[Span]:
        """Return the span in the source; several where removed words lay inside it."""
        parts = []
        first = max(0, bisect_right(self._starts, span.start) - 1)
        for segment in self._segments[first:]:
            if segment.start >= span.end:
                break
            start = max(span.start, segment.start)
            end = min(span.end, segment.start + segment.length)
            if start < end:
                parts.append(Span(start, end).shifted(segment.source_start - segment.start))
        return parts
