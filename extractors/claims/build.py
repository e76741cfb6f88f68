"""Build claim records from the candidates that were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.confidence import speaker_confidence
from extractors.claims.details import content_spans, cue_clause, find_date, find_medium, find_relay
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.mentions import Mentions
from extractors.claims.polarity import polarity_of
from extractors.claims.quantities import Quantities
from extractors.claims.speakers import Speakers
from extractors.claims.subject_matter import Subjects
from schemas.claim import Claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.candidates import Candidate
    from extractors.claims.layout import Layout
    from extractors.claims.source_references import Source
    from extractors.persons.model import People
    from schemas.case import Case
    from schemas.vocabulary import ClaimType


def build_claims(
    layout: Layout, people: People, cases: Sequence[Case], kept: Sequence[tuple[Candidate, float]]
) -> list[Claim]:
    """Return one claim for each kept candidate with its confidence, in the order of their cues."""
    mentions = Mentions(people)
    quantities = Quantities(layout.annotated)
    subjects = Subjects(layout, mentions, cases)
    words = layout.annotated.source
    claims: list[Claim] = []
    outer: list[tuple[Candidate, str | None]] = []
    held = {index for candidate, _ in kept for content in candidate.contents for index in range(*content)}
    sources = find_sources(layout, mentions, cases, [candidate for candidate, _ in kept])
    for (candidate, confidence), source in zip(kept, sources, strict=True):
        spans = content_spans(layout, candidate.contents)
        clause = cue_clause(layout, candidate, held)
        cue = layout.span(candidate.cue.tokens)
        relay = layout.text(candidate.relayed_by) if candidate.relayed_by else find_relay(candidate, outer[-8:])
        outer.append((candidate, source.name))
        about = subjects.of(candidate, source, spans)
        is_count = candidate.construction == "count"
        claims.append(
            Claim(
                speaker=source.name,
                speaker_text=source.span.of(words) if source.span else source.text,
                speaker_role=source.role,
                speaker_country=source.country,
                cue=cue.of(words),
                content=tuple(span.of(words) for span in spans),
                type=claim_type(layout, candidate.contents),
                date=find_date(layout, candidate, clause),
                medium=find_medium(layout, candidate, clause),
                reported_by=_bare_outlet(relay),
                polarity=polarity_of(layout, candidate, is_about_case=bool(about)),
                quantities=quantities.inside(spans) or (quantities.of_sum(spans[0]) if is_count else ()),
                about=about,
                speaker_span=source.span,
                cue_span=cue,
                content_spans=spans,
                rule=f"claim_{candidate.construction}",
                confidence=round(confidence, 3),
                speaker_confidence=speaker_confidence(source),
            )
        )
    return claims


def find_sources(layout: Layout, mentions: Mentions, cases: Sequence[Case], kept: Sequence[Candidate]) -> list[Source]:
    """Return the source of each kept candidate, all of them in text order."""
    speakers = Speakers(layout, mentions, cases)
    sources = [_source_of(layout, speakers, candidate) for candidate in kept]
    if sources:
        sources[0] = speakers.introduced(sources[0], sources[1:4])
    return sources


def _source_of(layout: Layout, speakers: Speakers, candidate: Candidate) -> Source:
    source = speakers.resolve(candidate.speaker)
    if candidate.cue.entry.kind != "denying":
        return source
    return speakers.accused(source, layout.words[candidate.contents[0].first : candidate.contents[-1].last])


def claim_type(layout: Layout, contents: Sequence[Range]) -> ClaimType:
    """Return whether all, none or some of the words of the content stand inside quotation marks.

    A nickname or title in marks (`the “Lion” release`) does not make a claim mixed.
    """
    quoted = unquoted = 0
    quotations: set[int] = set()
    for content in contents:
        for index in range(*content):
            if not layout.words[index][0].isalnum():
                continue
            if layout.quote[index] != NOT_QUOTED:
                quoted += 1
                quotations.add(layout.quote[index])
            else:
                unquoted += 1
    if not quoted or (unquoted and all(_is_title(layout, layout.quotations[number]) for number in quotations)):
        return "indirect"
    return "mixed" if unquoted else "direct"


def _is_title(layout: Layout, quotation: Range) -> bool:
    """Tell whether the words in marks are written as a name: few, and all but the small ones capitalised."""
    words = [layout.annotated.tokens[index].text for index in range(*quotation) if layout.words[index][0].isalnum()]
    return len(words) <= 5 and all(word[0].isupper() or word in {"of", "the", "and", "in"} for word in words)


def _bare_outlet(name: str | None) -> str | None:
    return name.removeprefix("the ") if name else None
