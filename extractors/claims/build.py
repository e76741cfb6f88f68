"""Build claim records from the candidates that were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.details import content_spans, cue_clause, find_date, find_medium, find_relay
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.polarity import polarity_of
from extractors.claims.quantities import find_quantities
from extractors.claims.speakers import Speakers
from schemas.claim import Claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.candidates import Candidate
    from extractors.claims.layout import Layout
    from extractors.claims.speakers import Source
    from extractors.persons.model import People
    from schemas.base import Span
    from schemas.case import Case
    from schemas.vocabulary import ClaimType

_FIRST_PERSON = frozenset({"i", "me", "my", "myself", "we", "our", "us"})


def build_claims(
    layout: Layout, people: People, cases: Sequence[Case], kept: Sequence[tuple[Candidate, float]]
) -> list[Claim]:
    """Return one claim for each kept candidate with its confidence, in the order of their cues."""
    speakers = Speakers(layout, people, cases)
    names = _case_entities(people, cases)
    claims: list[Claim] = []
    outer: list[tuple[Candidate, str | None]] = []
    held = {index for candidate, _ in kept for content in candidate.contents for index in range(*content)}
    for candidate, confidence in kept:
        source = speakers.resolve(candidate.speaker)
        spans = content_spans(layout, candidate.contents)
        clause = cue_clause(layout, candidate, held)
        content = tuple(span.of(layout.annotated.text) for span in spans)
        relay = layout.text(candidate.relayed_by) if candidate.relayed_by else find_relay(candidate, outer)
        outer.append((candidate, source.name))
        claims.append(
            Claim(
                speaker=source.name,
                speaker_text=source.text,
                speaker_role=source.role,
                speaker_country=source.country,
                cue=layout.text(candidate.cue.tokens),
                content=content,
                type=claim_type(layout, candidate.contents),
                date=find_date(layout, candidate, clause),
                medium=find_medium(layout, candidate, clause),
                reported_by=_bare_outlet(relay),
                polarity=polarity_of(layout, candidate),
                quantities=find_quantities(layout.annotated, spans),
                about=_about(layout, people, names, candidate, source, spans),
                speaker_span=source.span,
                cue_span=layout.span(candidate.cue.tokens),
                content_spans=spans,
                rule=f"claim_{candidate.construction}",
                confidence=round(confidence, 3),
                speaker_confidence=round(source.confidence, 3) if source.name else 0.0,
            )
        )
    return claims


def claim_type(layout: Layout, contents: Sequence[Range]) -> ClaimType:
    """Return whether all, none or some of the words of the content stand inside quotation marks."""
    quoted = unquoted = 0
    for content in contents:
        for index in range(*content):
            if not layout.words[index][0].isalnum():
                continue
            if layout.quote[index] != NOT_QUOTED:
                quoted += 1
            else:
                unquoted += 1
    if not quoted:
        return "indirect"
    return "mixed" if unquoted else "direct"


def _bare_outlet(name: str | None) -> str | None:
    return name.removeprefix("the ") if name else None


def _case_entities(people: People, cases: Sequence[Case]) -> dict[int, str]:
    """Return for the entities that are persons of a case the name of that case."""
    by_name: dict[str, str] = {}
    for case in cases:
        if case.name:
            for form in (case.name, *case.aliases):
                by_name.setdefault(form.casefold(), case.name)
    found: dict[int, str] = {}
    for number, entity in enumerate(people.entities):
        forms = [form.casefold() for form in (entity.name, *entity.aliases) if form]
        known = next((by_name[form] for form in forms if form in by_name), None)
        if known:
            found[number] = known
    return found


def _about(
    layout: Layout,
    people: People,
    names: dict[int, str],
    candidate: Candidate,
    source: Source,
    spans: Sequence[Span],
) -> tuple[str, ...]:
    """Return the persons of cases that the content refers to, by name, description or pronoun."""
    found: list[str] = []
    for span in spans:
        for mention in people.mentions_in(span):
            for entity in mention.entities:
                name = names.get(entity)
                if name and name not in found:
                    found.append(name)
    own = names.get(source.entity) if source.entity is not None else None
    if own and own not in found and candidate.contents:
        words = {
            layout.words[index]
            for content in candidate.contents
            for index in range(*content)
            if layout.quote[index] != NOT_QUOTED
        }
        if words & _FIRST_PERSON:
            found.append(own)
    return tuple(found)
