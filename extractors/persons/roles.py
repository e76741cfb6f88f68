"""Read the role of a person beside the name.

In front, without comma (`Deputy District Attorney Jo Roe`, `Secretary of State Jo Roe`, `Airbus spokesman Jo Roe`) or
with one (`The mayor of Ghent, Jo Roe, …`); behind (`Jo Roe, a former officer, …`, `Jo Roe, 34, spokesman for the
union, …`, `Jo Roe of Oxfam`). A role needs a noun of `persons_nouns.yml` that says what people are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.persons.context import is_possessive
from extractors.persons.nouns import DEFENDANT, DETERMINERS, KIN, PREPOSITIONS, REPORTING, ROLE, STOPS, TRIGGERS, VICTIM
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.model import Annotated, Token
    from extractors.persons.model import People

_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "mr.", "mrs.", "ms.", "dr."})
_LINKS = frozenset({"of", "for", "in", "at", "to", "on", "from", "with"})
_INSIDE = _LINKS | {"the", "and", "&", "'s", "’s", "'", "’", "-", "–", "/"}
_ENDS = frozenset(
    [
        "who",
        "whom",
        "whose",
        "that",
        "which",
        "is",
        "was",
        "are",
        "were",
        "has",
        "had",
        "have",
        "will",
        "would",
        "said",
        "says",
        "told",
        "also",
        "as",
        "after",
        "when",
    ]
)
_CLOCK = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "yesterday",
        "tomorrow",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_IN_OFFICES = _LINKS | {"the", "and", "charge"}
_OPENERS = DETERMINERS - {"former", "late"}
_BEFORE_PHRASES = PREPOSITIONS | {"and", "that", "but"}
_OUTSIDE = _ENDS | (STOPS | PREPOSITIONS) - _INSIDE
_LOOSE = _INSIDE | DETERMINERS
_PARTIES = DEFENDANT | VICTIM
_SPECIALIST = re.compile(r"(?:olog|graph|physic|chem|econom|botan)ists?$|ographers?$")
_PREFIX = re.compile(r"^(?:then|ex|co|vice|former|deputy|editor|sub|under)-")
_REACH = 12
"""Tokens that a role may have."""


@lru_cache(maxsize=5_000)
def is_role(word: str) -> bool:
    """Tell whether a word names an office, occupation or relation."""
    lower = word.lower()
    if lower in ROLE:
        return True
    stem = _PREFIX.sub("", lower)
    return (stem != lower and stem in ROLE) or bool(_SPECIALIST.search(lower)) or lower.split("-")[0] in ROLE


def find_roles(annotated: Annotated, people: People) -> None:
    """Give each person without a role the first one that the article states beside the name."""
    person_starts = {
        mention.span.start for mention in people.mentions if people.entities[mention.entities[0]].kind == "person"
    }
    bodies = {
        mention.span.start: mention.span
        for mention in people.mentions
        if people.entities[mention.entities[0]].kind == "organisation"
    }
    for mention in people.mentions:
        entity = people.entities[mention.entities[0]]
        if entity.kind != "person" or entity.role is not None:
            continue
        span = (
            _title_before(annotated, mention.span)
            or _apposition_before(annotated, mention.span)
            or _apposition_behind(annotated, mention.span, person_starts)
            or _body_behind(annotated, mention.span, bodies)
        )
        if span is not None:
            entity.role, entity.role_span = span.of(annotated.text), span


def _title_before(annotated: Annotated, name: Span) -> Span | None:
    """Return the title that stands directly in front of the name."""
    tokens = annotated.tokens
    end = annotated.token_at(name.start)
    floor = max(_left_edge(annotated, name), end - _REACH)
    while end > floor and tokens[end - 1].text.lower() in _HONORIFICS:
        end -= 1
    if end <= floor:
        return None
    head = end - 1
    if not is_role(tokens[head].text):
        # "Secretary of State Jo Roe": capitalised words up to the link word, a role in front of it.
        while head > floor and _continues_office(tokens[head].text):
            head -= 1
        if head == end - 1 or not is_role(tokens[head].text) or tokens[head + 1].text.lower() not in _LINKS:
            return None
    first = _phrase_start(tokens, head, floor)
    return Span(tokens[first].start, tokens[end - 1].end)


def _left_edge(annotated: Annotated, name: Span) -> int:
    """Return the first token that a role in front of the name may have: behind the person named before it, unless an owner."""
    first = annotated.sentence_at(name.start).first
    position = bisect_left(annotated.names, name.start, key=lambda other: other.span.start) - 1
    while (
        position >= 0
        and annotated.names[position].label != "PERSON"
        and name.start - annotated.names[position].span.end < 200
    ):
        position -= 1
    if position >= 0 and annotated.names[position].label == "PERSON":
        other = annotated.names[position].span
        first = max(first, annotated.token_at(other.start if is_possessive(annotated, other) else other.end))
    return first


def _continues_office(word: str) -> bool:
    return (word[0].isupper() and not is_role(word)) or word.lower() in _IN_OFFICES


def _phrase_start(tokens: Sequence[Token], head: int, floor: int) -> int:
    """Return where the noun phrase of a role begins: behind the last word that cannot belong to it."""
    first = head
    while first > floor:
        word = tokens[first - 1].text
        lower = word.lower()
        if lower in ("'s", "’s", "'", "’") and first - 1 > floor:
            first -= 1
            continue
        if lower in ("his", "her", "their", "its") and tokens[head].text.lower() in KIN:
            first -= 1
            break
        if lower in ("and", "&") and first - 2 >= floor and is_role(tokens[first - 2].text):
            first -= 1
            continue
        if (
            lower in STOPS
            or lower in PREPOSITIONS
            or word in REPORTING
            or word in TRIGGERS
            or lower in _CLOCK
            or lower in _HONORIFICS
        ):
            break
        if not (word[0].isalnum() or word[0] == "@") or word.isdigit() or (word.islower() and word.endswith("ly")):
            break
        first -= 1
    while first < head and (
        tokens[first].text in ("'s", "’s", "'", "’", "and") or tokens[first].text.lower() in _OPENERS
    ):
        if tokens[first].text.lower() in ("his", "her", "their", "its"):
            break
        first += 1
    return first


def _apposition_before(annotated: Annotated, name: Span) -> Span | None:
    """Return the role in `The mayor of Ghent, Jo Roe, …`."""
    tokens = annotated.tokens
    end = annotated.token_at(name.start)
    floor = _left_edge(annotated, name)
    while end > floor and tokens[end - 1].text.lower() in _HONORIFICS:
        end -= 1
    comma = end - 1
    if comma <= floor or tokens[comma].text != ",":
        return None
    floor = max(floor, comma - _REACH - 3)
    first = comma
    while first > floor and _is_inside(tokens[first - 1].text):
        first -= 1
    for head in range(first, comma):
        is_head = head + 1 == comma or tokens[head + 1].text.lower() in _LINKS
        if is_head and is_role(tokens[head].text) and tokens[head].text.lower() not in _PARTIES:
            start = _phrase_start(tokens, head, first)
            if _can_precede(tokens, start, annotated.sentence_at(name.start).first):
                return Span(tokens[start].start, tokens[comma - 1].end)
    return None


def _can_precede(tokens: Sequence[Token], start: int, floor: int) -> bool:
    """Tell whether an apposition can begin here: `help the doctor, Jo Roe …` has a verb in front of it."""
    index = start - 1
    if index >= floor and tokens[index].text.lower() in DETERMINERS:
        index -= 1
    if index < floor:
        return True
    before = tokens[index].text
    return not before[0].isalnum() or before in REPORTING or before.lower() in _BEFORE_PHRASES


def _is_inside(word: str) -> bool:
    lower = word.lower()
    return (
        lower in _INSIDE
        or lower in DETERMINERS
        or (word[0].isalnum() and word not in REPORTING and lower not in _OUTSIDE)
    )


def _apposition_behind(annotated: Annotated, name: Span, person_starts: set[int]) -> Span | None:
    """Return the role in `Jo Roe, 34, a former officer of Lodi, …`."""
    tokens = annotated.tokens
    last = min(annotated.sentence_at(name.start).last, annotated.token_at(name.end) + _REACH + 8)
    first = _apposition_start(tokens, annotated.token_at(name.end), last)
    if first is None:
        return None
    head = -1
    index = first
    while index < last and _is_inside(tokens[index].text) and tokens[index].start not in person_starts:
        if is_role(tokens[index].text) and (head < 0 or not _has_link(tokens, head, index)):
            head = index
        index += 1
    if head < 0 or _has_link(tokens, first + 1, head) or not _closes(tokens, index, last):
        return None
    while index > head + 1 and tokens[index - 1].text.lower() in _LOOSE:
        index -= 1
    return Span(tokens[first].start, tokens[index - 1].end)


def _closes(tokens: Sequence[Token], index: int, last: int) -> bool:
    """Tell whether an apposition can end before a token; a verb there has the words before it as its subject."""
    word = tokens[index].text if index < last else "."
    return not word[0].isalnum() or word in ("who", "whose", "and", "or")


def _apposition_start(tokens: Sequence[Token], index: int, last: int) -> int | None:
    """Return where an apposition begins behind a name, an age and `who is`; None when there is none."""
    if index >= last or tokens[index].text not in (",", "(", "—", "–"):
        return None
    index += 1
    if index + 1 < last and tokens[index].text.isdigit() and tokens[index + 1].text == ",":
        index += 2
    if index < last and tokens[index].text.lower() in ("and", "or", "but"):
        return None
    if index < last and tokens[index].text == "who":
        is_copula = index + 1 < last and tokens[index + 1].text in ("is", "was")
        return index + 2 if is_copula else None
    return index


def _has_link(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(tokens[index].text.lower() in _LINKS for index in range(first, last))


def _body_behind(annotated: Annotated, name: Span, bodies: dict[int, Span]) -> Span | None:
    """Return `of Oxfam` behind a name: the organisation that the person belongs to."""
    tokens = annotated.tokens
    index = annotated.token_at(name.end)
    if index >= len(tokens) or tokens[index].text not in ("of", "from"):
        return None
    first = index
    index += 1
    if index < len(tokens) and tokens[index].text == "the":
        index += 1
    if index < len(tokens) and tokens[index].start in bodies:
        return Span(tokens[first].start, bodies[tokens[index].start].end)
    return None
