"""Read the role of a person from the title in front of the name or the apposition behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.persons.model import People

# Behind a name: ", a former officer," or ", the mayor of London,".
_APPOSITION = re.compile(r",\s+(?P<role>(?:an?|the|who is the|who is an?)\s[^,.;:()\n]{3,80}?)(?=[,.;:()\n]|$)")
_ROLE_WORD = re.compile(
    r"(?i)^(?:president|minister|premier|chancellor|senator|governor|mayor|general|colonel|major|captain|lieutenant|"
    r"sergeant|officer|detective|inspector|chief|sheriff|attorney|lawyer|prosecutor|solicitor|director|secretary|"
    r"spokes(?:man|woman|person)|commissioner|ambassador|envoy|chair(?:man|woman)?|judge|justice|magistrate|leader|"
    r"agent|investigator|superintendent|commander|victim|defendant|founder|ceo|professor|analyst|expert|author|"
    r"journalist|reporter|editor|coach|deputy|administrator|secretary-general|chairperson|king|queen|prince|princess)$"
)
_HONORIFIC = re.compile(r"(?i)^(?:mr|mrs|ms|miss|dr|sir|dame|lord|lady)\.?$")


def find_roles(annotated: Annotated, people: People) -> None:
    """Give each person without a role the first one that the article states beside the name."""
    for mention in people.mentions:
        entity = people.entities[mention.entities[0]]
        if entity.kind != "person" or entity.role is not None:
            continue
        span = _title_before(annotated, mention.span) or _apposition_behind(annotated, mention.span)
        if span is not None:
            entity.role, entity.role_span = span.of(annotated.text), span


def _title_before(annotated: Annotated, name: Span) -> Span | None:
    """Return the title in front of the name, from its role word back to the first capitalised word."""
    tokens = annotated.tokens
    end = annotated.token_at(name.start)
    if end == 0 or not _ROLE_WORD.match(tokens[end - 1].text):
        return None
    sentence = annotated.sentence_at(name.start)
    first = end - 1
    while first > sentence.first and end - first < 8:
        word = tokens[first - 1].text
        if not (word[0].isupper() or word.lower() in ("of", "for") or _ROLE_WORD.match(word)) or _HONORIFIC.match(word):
            break
        first -= 1
    while first < end - 1 and not tokens[first].text[0].isupper() and not _ROLE_WORD.match(tokens[first].text):
        first += 1
    if tokens[first].text in ("The", "A", "An", "On", "In", "But", "And", "As"):
        first += 1
    return Span(tokens[first].start, tokens[end - 1].end) if first < end else None


def _apposition_behind(annotated: Annotated, name: Span) -> Span | None:
    match = _APPOSITION.match(annotated.text, name.end, name.end + 120)
    return Span(*match.span("role")) if match else None
