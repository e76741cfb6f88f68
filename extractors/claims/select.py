"""Decide which candidates are claims, and join quotations that go on without a new cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.counts import find_count_candidates
from extractors.claims.denials import is_plain, without_denied
from extractors.claims.headlines import find_headline_candidates
from extractors.claims.layout import NOT_QUOTED
from extractors.claims.selection import estimate
from extractors.claims.tagger import propose_candidates, tag_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.candidates import Candidate
    from extractors.claims.layout import Layout, Range
    from extractors.claims.tagger import Tagged

_RARE = 0.7
"""Confidence of what is too rare in the gold articles to be learnt: `X: “…”`, a statement before a colon, a count that is put
at a number, a plain denial."""

_OPEN = 0.12
"""Probability below which the model is sure that even `said that` is no claim."""

THRESHOLD = 0.4
"""Least probability of a candidate to be kept; chosen on the gold articles held apart for checking."""


def select_candidates(layout: Layout, candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """Return the candidates that are claims, with their confidence, in order."""
    tagged = tag_tokens(layout, candidates)
    everyone = with_proposals(layout, candidates, tagged)
    probabilities = estimate(layout, everyone, tagged)
    confidence = {
        id(candidate): max(probability, _RARE) if _is_rare(layout, candidate, probability) else probability
        for candidate, probability in zip(everyone, probabilities, strict=True)
    }
    kept = without_denied([candidate for candidate in everyone if confidence[id(candidate)] >= THRESHOLD])
    kept += find_headline_candidates(layout, kept)
    kept += find_count_candidates(layout, kept)
    kept.sort(key=lambda candidate: candidate.cue.head)
    join_quotations(layout, kept)
    return [(candidate, confidence.get(id(candidate), _RARE)) for candidate in kept]


def _is_rare(layout: Layout, candidate: Candidate, probability: float) -> bool:
    """Tell whether a candidate is kept whatever the model says."""
    if candidate.construction == "noun_quote":
        return candidate.speaker is not None
    head = candidate.cue.head
    is_quoted = candidate.construction == "clause_before" and layout.words[head - 1 : head + 1] == ["as", "saying"]
    is_known = is_quoted or candidate.construction in {"denied", "heard"} or is_plain(layout, candidate)
    return is_known or (probability >= _OPEN and _says_that(layout, candidate))


def _says_that(layout: Layout, candidate: Candidate) -> bool:
    """Tell whether a source says `that` something; of 90 that were kept on the articles held apart 88 are claims."""
    cue, first = candidate.cue, candidate.contents[0].first
    if cue.form != "finite" or cue.entry.kind != "saying" or candidate.speaker is None:
        return False
    is_named = layout.tags[candidate.speaker.last - 1] != "DT"  # `the [states] that held elections`
    is_verb = is_named and layout.annotated.tokens[cue.head].text.islower() and first > cue.head
    return is_verb and candidate.construction == "clause_behind" and layout.words[first - 1] == "that"


def with_proposals(layout: Layout, candidates: Sequence[Candidate], tagged: Tagged) -> list[Candidate]:
    """Return the candidates with those that the tagger proposes, in the order of their cues."""
    return sorted([*candidates, *propose_candidates(layout, tagged, candidates)], key=lambda found: found.cue.head)


def join_quotations(layout: Layout, candidates: Sequence[Candidate]) -> None:  # noqa: C901 - one pass forwards, one back
    """Give each quotation that nobody claims to the claim that it goes on from, or (unclosed) goes on to."""
    owner: dict[int, Candidate] = {}
    held = [False] * len(layout.words)
    for candidate in candidates:
        for content in candidate.contents:
            held[content.first : content.last] = [True] * (content.last - content.first)
            for index in (content.first, content.last - 1):
                if layout.quote[index] != NOT_QUOTED:
                    owner.setdefault(layout.quote[index], candidate)
    for number, quotation in enumerate(layout.quotations):
        before = _owner_before(layout, owner, number)
        if number in owner or before is None or any(held[index] for index in range(*quotation)):
            continue
        if _goes_on(layout, before, quotation):
            before.contents.append(quotation)
            owner[number] = before
    closed = {quotation.span.start: quotation.closed for quotation in layout.annotated.quotations}
    for number in range(len(layout.quotations) - 2, -1, -1):
        quotation = layout.quotations[number]
        is_open = not closed.get(layout.annotated.tokens[quotation.first].start, True)
        if number in owner or not is_open or number + 1 not in owner:
            continue
        following = layout.quotations[number + 1]
        if layout.paragraph_of(following.first) == layout.paragraph_of(quotation.first) + 1:
            owner[number + 1].contents.insert(0, quotation)
            owner[number] = owner[number + 1]


def _owner_before(layout: Layout, owner: dict[int, Candidate], number: int) -> Candidate | None:
    """Return whose the quotation before `number` is, over those in the words of its cue: `he said on “Meet the Day.”`."""
    for earlier in range(number - 1, max(number - 4, -1), -1):
        if earlier in owner:
            candidate = owner[earlier]
            between = layout.quotations[earlier + 1 : number]
            sentence = layout.sentence[candidate.cue.head]
            return candidate if all(layout.sentence[quoted.first] == sentence for quoted in between) else None
    return None


def _goes_on(layout: Layout, before: Candidate, quotation: Range) -> bool:
    """Tell whether the quotation goes on from the claim before it without words of anybody else between.

    It stands in the same sentence behind a comma, or opens the next sentence, or the next paragraph.
    """
    if before.construction not in {"quote_before", "quote_behind", "source_before", "source_behind", "clause_before"}:
        return False
    end = max(before.cue.head + 1, before.contents[-1].last)
    if quotation.first < end or not _ends_sentence(layout, quotation):
        return False
    last, here = layout.sentence[end - 1], layout.sentence[quotation.first]
    sentences = layout.annotated.sentences
    if last == here:
        return layout.words[quotation.first - 1] in {",", "—", "–", "--"} and before.construction == "quote_before"
    return (
        quotation.first == sentences[here].first
        and here == last + 1
        and (sentences[here].paragraph - sentences[last].paragraph <= 1)
    )


def _ends_sentence(layout: Layout, quotation: Range) -> bool:
    """Tell whether the quotation closes a sentence, so that no cue can follow that claims it."""
    last = quotation.last
    if last >= len(layout.words) or layout.sentence[last] != layout.sentence[last - 1]:
        return True
    return layout.words[last] == "."
