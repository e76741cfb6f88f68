"""Decide which candidates are claims, and join quotations that go on without a new cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.clauses import STOPS
from extractors.claims.layout import Range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.constructions import Candidate
    from extractors.claims.layout import Layout

_PRIOR = {
    "quote_before": 0.97, "quote_behind": 0.95, "clause_before": 0.9, "clause_behind": 0.85, "source_before": 0.9,
    "source_behind": 0.9, "infinitive": 0.7, "accusation": 0.7, "description": 0.6, "gerund": 0.6, "phrase": 0.5,
    "passive_by": 0.6, "passive": 0.5, "passive_told": 0.5, "noun_that": 0.5, "noun_of": 0.4, "noun_to": 0.3, "adverb": 0.3,
}  # fmt: skip


def select_candidates(layout: Layout, candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """Return the candidates that are claims, with their confidence, in order."""
    kept = [(candidate, _PRIOR.get(candidate.construction, 0.5)) for candidate in candidates]
    kept = [(candidate, confidence) for candidate, confidence in kept if confidence >= 0.6 and candidate.speaker]
    join_quotations(layout, [candidate for candidate, _ in kept])
    return kept


def join_quotations(layout: Layout, candidates: Sequence[Candidate]) -> None:
    """Give each quotation that nobody claims to the claim that it goes on from, or (unclosed) goes on to."""
    owner: dict[int, Candidate] = {}
    for candidate in candidates:
        for content in candidate.contents:
            for index in (content.first, content.last - 1):
                if layout.quote[index] >= 0:
                    owner.setdefault(layout.quote[index], candidate)
    held = [False] * len(layout.words)
    for candidate in candidates:
        for content in candidate.contents:
            held[content.first : content.last] = [True] * (content.last - content.first)
    annotated = layout.annotated
    closed = {quotation.span.start: quotation.closed for quotation in annotated.quotations}
    numbers = range(len(layout.quotations))
    for number in numbers:
        quotation = layout.quotations[number]
        if number in owner or any(held[index] for index in range(*quotation)):
            continue
        if not _stands_alone(layout, quotation):
            continue
        before = owner.get(number - 1)
        if before is not None and _goes_on(layout, before, layout.quotations[number - 1], quotation, closed):
            before.contents.append(quotation)
            owner[number] = before
    for number in reversed(numbers):
        quotation = layout.quotations[number]
        is_open = not closed.get(annotated.tokens[quotation.first].start, True)
        if number in owner or not is_open or number + 1 not in owner:
            continue
        behind = owner[number + 1]
        if layout.paragraph_of(layout.quotations[number + 1].first) == layout.paragraph_of(quotation.first) + 1:
            behind.contents.insert(0, quotation)
            owner[number] = behind


def _stands_alone(layout: Layout, quotation: Range) -> bool:
    """Tell whether the quotation is made of whole sentences: it begins one and ends one."""
    begins = quotation.first == layout.sentence_range(quotation.first).first
    last = quotation.last
    ends = last >= len(layout.words) or layout.sentence[last] != layout.sentence[last - 1]
    inner = layout.words[max(quotation.first, last - 2)]
    return begins and (ends or (inner in STOPS and layout.words[last] == "."))


def _goes_on(layout: Layout, before: Candidate, previous: Range, quotation: Range, closed: dict[int, bool]) -> bool:
    """Tell whether the quotation goes on from the claim before it without words of anybody else between."""
    end = max(previous.last, before.around.last, *(content.last for content in before.contents))
    if quotation.first < end:
        return False
    between = layout.words[end : quotation.first]
    is_near = sum(word[0].isalnum() for word in between) <= (8 if end <= before.around.last + 8 else 0)
    if not is_near:
        return False
    here, there = layout.paragraph_of(quotation.first), layout.paragraph_of(previous.first)
    if here == there:
        return True
    is_open = not closed.get(layout.annotated.tokens[previous.first].start, True)
    return here == there + 1 and is_open
