"""Find descriptions of people and bodies: `a Lodi man`, `the 34-year-old`, `the ambassador`, `both men`, `officials`.

An indefinite description of an individual with an age, a home or an occupation introduces a person whose name may
follow or stay unknown; a definite one refers back. Which person or body it refers to is left to `references.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from extractors.persons.nouns import BODY, INDIVIDUAL, KIN, OFFICIAL, PEOPLE, PLURALS, STOPS
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, Token

DescriptionKind = Literal["introduction", "definite", "age", "both", "plural", "people", "body", "kin"]

_STARTS_INDIVIDUAL = frozenset({"a", "an", "another"})
_STARTS_DEFINITE = frozenset({"the", "this", "that"})
_POSSESSIVE_PRONOUNS = frozenset({"his", "her", "their"})
_BOTH = frozenset({"both", "pair", "couple", "duo", "two"})
_YEAR_OLD = re.compile(r"^(\d{1,3})-years?-old$", re.IGNORECASE)
_MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Description:
    """A noun phrase that describes someone: its place, its head noun (small), and the age it states."""

    span: Span
    kind: DescriptionKind
    head: str
    age: int | None
    words: str


def find_descriptions(annotated: Annotated) -> list[Description]:
    """Return the descriptions in text order, none inside another."""
    named = {index for name in annotated.names if name.label == "PERSON" for index in _indexes(annotated, name.span)}
    found: list[Description] = []
    for sentence in annotated.sentences:
        index = sentence.first
        while index < sentence.last:
            description = _read_description(annotated, index, sentence.last, named)
            if description is None:
                index += 1
            else:
                found.append(description)
                index = annotated.token_at(description.span.end)
    return found


def _indexes(annotated: Annotated, span: Span) -> range:
    return range(annotated.token_at(span.start), annotated.token_at(span.end))


def _read_description(annotated: Annotated, index: int, last: int, named: set[int]) -> Description | None:
    word = annotated.tokens[index].text.lower()
    if word in _STARTS_INDIVIDUAL:
        return _read_phrase(annotated, index, last, named, "introduction")
    if word in _STARTS_DEFINITE:
        return _read_phrase(annotated, index, last, named, "definite")
    if word == "both":
        return _read_phrase(annotated, index, last, named, "both")
    if word in _POSSESSIVE_PRONOUNS or word in ("'s", "’s", "'", "’"):
        return _read_kin(annotated, index, last)
    if word in PEOPLE and index not in named:
        return _read_people(annotated, index)
    return None


def _read_phrase(
    annotated: Annotated, index: int, last: int, named: set[int], kind: DescriptionKind
) -> Description | None:
    """Return the phrase from its article to its head noun: the last noun of the tables before the phrase stops."""
    tokens = annotated.tokens
    age: int | None = None
    head = 0
    end = min(last, index + _MAX_WORDS)
    position = index + 1
    while position < end and position not in named:
        token = tokens[position]
        word = token.text.lower()
        if word in STOPS or not (word[0].isalnum() or word[0] == "$"):
            break
        years = _YEAR_OLD.match(word)
        if years:
            age = int(years.group(1))
        if _is_head(word) or (years and _ends_phrase(tokens, position, last)):
            head = position
        position += 1
    if not head or (position in named and position == head + 1 and kind != "definite"):
        # "a Deputy District Attorney Jo Roe" is a title, not a description.
        return None
    return _describe(annotated, index, head, age, kind)


def _is_head(word: str) -> bool:
    return word in INDIVIDUAL or word in PLURALS or word in BODY or word in PEOPLE or word in _BOTH


def _ends_phrase(tokens: list[Token], position: int, last: int) -> bool:
    following = tokens[position + 1].text.lower() if position + 1 < last else "."
    return following in STOPS or not following[0].isalnum()


def _describe(
    annotated: Annotated, first: int, head: int, age: int | None, kind: DescriptionKind
) -> Description | None:
    tokens = annotated.tokens
    word = tokens[head].text.lower()
    span = Span(tokens[first].start, tokens[head].end)
    is_year_old = bool(_YEAR_OLD.match(word))
    if kind == "introduction":
        if not (word in INDIVIDUAL or is_year_old) or head == first + 1:
            return None
    elif kind == "both":
        if word not in PLURALS:
            return None
    elif is_year_old:
        kind = "age"
    elif word in _BOTH:
        kind = "both"
    elif word in PLURALS or word in PEOPLE:
        kind = "both" if tokens[first + 1].text.lower() == "two" else "plural"
    elif word in BODY:
        kind = "body"
    return Description(span, kind, word, age, span.of(annotated.text))


def _read_kin(annotated: Annotated, index: int, last: int) -> Description | None:
    """Return the relative in `his former wife`, `Roe's mother`; the owner's name is part of the latter."""
    tokens = annotated.tokens
    for head in range(index + 1, min(index + 4, last)):
        word = tokens[head].text.lower()
        if word in KIN:
            first = index
            if tokens[index].text.lower() not in _POSSESSIVE_PRONOUNS:
                owner = _name_ending_at(annotated, tokens[index].start)
                if owner is None:
                    return None
                first = annotated.token_at(owner)
            span = Span(tokens[first].start, tokens[head].end)
            return Description(span, "kin", word, None, span.of(annotated.text))
        if word in STOPS or not word[0].isalpha():
            return None
    return None


def _name_ending_at(annotated: Annotated, offset: int) -> int | None:
    """Return where the person's name that ends at the offset begins."""
    position = bisect_left(annotated.names, offset, key=lambda name: name.span.start) - 1
    if position < 0:
        return None
    name = annotated.names[position]
    return name.span.start if name.label == "PERSON" and name.span.end == offset else None


def _read_people(annotated: Annotated, index: int) -> Description:
    """Return a group without article with the capitalised and official words in front: `Japanese officials`."""
    tokens = annotated.tokens
    sentence = annotated.sentence_at(tokens[index].start)
    first = index
    while first > sentence.first and index - first < 4:
        before = tokens[first - 1].text
        if not (before[0].isupper() and before.lower() not in STOPS) and before not in OFFICIAL:
            break
        first -= 1
    span = Span(tokens[first].start, tokens[index].end)
    return Description(span, "people", tokens[index].text.lower(), None, span.of(annotated.text))
