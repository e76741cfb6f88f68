"""Find descriptions of people and bodies: `a Lodi man`, `the 34-year-old`, `the ambassador`, `both men`, `officials`.

An indefinite description of an individual with an age, a home or an occupation introduces a person whose name may
follow or stay unknown; a definite one refers back. Which person or body it refers to is left to `references.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Literal

from extractors.persons.context import is_accused
from extractors.persons.nouns import (
    BODY,
    CHARGES,
    DEFENDANT,
    FEMALE,
    INDIVIDUAL,
    KIN,
    MALE,
    OFFICIAL,
    PEOPLE,
    PLURALS,
    REPORTING,
    STOPS,
    TRIGGERS,
)
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extractors.annotations.model import Annotated, Token

DescriptionKind = Literal[
    "introduction", "definite", "age", "both", "plural", "people", "body", "kin", "number", "title"
]

_POSSESSIVE_PRONOUNS = frozenset({"his", "her", "their"})
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_OPENERS: dict[str, DescriptionKind] = {
    **dict.fromkeys(("a", "an", "another"), "introduction"),
    **dict.fromkeys(("the", "this", "that"), "definite"),
    **dict.fromkeys(NUMBERS, "number"),
    **dict.fromkeys(("his", "her", "their", "'s", "’s", "'", "’"), "kin"),
    "both": "both",
}
_FIRST_WORDS = PEOPLE.union(_OPENERS)
# A bare "a man" introduces someone only when the sentence goes on to say what he is accused of.
_BARE = MALE | FEMALE | DEFENDANT | {"teen", "teenager", "person", "resident"}
_BOTH = frozenset({"both", "pair", "couple", "duo", "two"})
_BEHIND_TITLE = REPORTING | {"to", "of", "for", "on", "in", "has", "had", "will", "is", "was", "also"}
_YEAR_OLD = re.compile(r"^(\d{1,3})-years?-old$", re.IGNORECASE)
_MAX_WORDS = 8
_OPENING_WORDS = 12
"""Words of a sentence of which a title can be the first: a dateline may stand before it."""


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
    labels = {index: name.label for name in annotated.names for index in _indexes(annotated, name.span)}
    found: list[Description] = []
    may_open = list(map(_FIRST_WORDS.__contains__, annotated.lower))
    for sentence in annotated.sentences:
        for index in range(sentence.first, min(sentence.last, sentence.first + _OPENING_WORDS)):
            may_open[index] |= annotated.tokens[index].text[0].isupper()
        reached = sentence.first
        for index in compress(range(sentence.first, sentence.last), may_open[sentence.first : sentence.last]):
            description = _read_description(annotated, index, sentence.last, labels) if index >= reached else None
            if description is not None:
                found.append(description)
                reached = annotated.token_at(description.span.end)
    return found


def _indexes(annotated: Annotated, span: Span) -> range:
    return range(annotated.token_at(span.start), annotated.token_at(span.end))


def _read_description(annotated: Annotated, index: int, last: int, labels: Mapping[int, str]) -> Description | None:
    """Return the description that begins at a token; for a relative, that its owner's `'s` or pronoun stands at."""
    word = annotated.lower[index]
    kind = _OPENERS.get(word)
    if kind == "kin":
        return _read_kin(annotated, index, last)
    if kind is not None:
        return _read_phrase(annotated, index, last, labels, kind)
    if word in PEOPLE and index not in labels:
        return _read_people(annotated, index)
    if annotated.tokens[index].text[0].isupper() and _opens_sentence(annotated, index):
        return _read_title(annotated, index, last, labels)
    return None


def _read_title(annotated: Annotated, index: int, last: int, labels: Mapping[int, str]) -> Description | None:
    """Return a title that opens a sentence without article or name: `Russian Ambassador to Peru on Friday said`."""
    tokens = annotated.tokens
    head = index
    while (
        head < min(last, index + 5) and tokens[head].text[0].isupper() and tokens[head].text.lower() not in INDIVIDUAL
    ):
        head += 1
    if head + 1 >= last or labels.get(head) == "PERSON" or tokens[head].text.lower() not in INDIVIDUAL:
        return None
    behind = tokens[head + 1].text
    if behind[0].isupper() or behind not in _BEHIND_TITLE:
        return None
    end = head
    if behind in ("to", "of", "for"):
        # "Russian Ambassador to the United Kingdom": the capitalised words behind belong to the title.
        end = head + 2 if head + 2 < last and tokens[head + 2].text == "the" else head + 1
        while end + 1 < last and tokens[end + 1].text[0].isupper() and end < head + 8:
            end += 1
        if not tokens[end].text[0].isupper():
            return None
    span = Span(tokens[index].start, tokens[end].end)
    return Description(span, "title", tokens[head].text.lower(), None, span.of(annotated.text))


def _read_phrase(
    annotated: Annotated, index: int, last: int, labels: Mapping[int, str], kind: DescriptionKind
) -> Description | None:
    """Return the phrase from its article to its head noun: the last noun of the tables before the phrase stops."""
    tokens = annotated.tokens
    age: int | None = None
    head = year_old = 0
    end = min(last, index + _MAX_WORDS)
    position = index + 1
    while position < end and labels.get(position) != "PERSON":
        word = annotated.lower[position]
        if word in STOPS or word in TRIGGERS or not (word[0].isalnum() or word[0] == "$"):
            break
        years = _YEAR_OLD.match(word)
        if years:
            age, year_old = int(years.group(1)), position
        if _is_head(word) and position not in labels:
            head = position
        position += 1
    if labels.get(position) != "PERSON":
        # "The 34-year-old wept": no noun, the age stands for it.
        head = head or year_old
    if not head and kind == "introduction" and position > index + 1 and _opens_sentence(annotated, index):
        # A noun that no table has: "A falconer was sentenced today".
        head = position - 1
    if not head or _goes_on(annotated, head, last, labels):
        return None
    if annotated.lower[index] in ("that", "this") and tokens[head].text.lower() in PLURALS:
        return None  # `said that two suspects were held`
    kind = _kind_of(tokens, index, head, kind)
    span = Span(tokens[index].start, tokens[head].end)
    description = Description(span, kind, tokens[head].text.lower(), age, span.of(annotated.text))
    return description if _is_wanted(annotated, description, head - index) else None


def _opens_sentence(annotated: Annotated, index: int) -> bool:
    """Tell whether only a dateline stands before a token in its sentence."""
    first = annotated.sentence_at(annotated.tokens[index].start).first
    if index > first and annotated.tokens[index - 1].text in (":", "–", "—", "--"):
        return index - first < _OPENING_WORDS
    return index - first < _OPENING_WORDS and not any(
        token.text[0].islower() for token in annotated.tokens[first:index]
    )


def _goes_on(annotated: Annotated, head: int, last: int, labels: Mapping[int, str]) -> bool:
    """Tell whether the noun is only part of a title or name: `the District Attorney Jo Roe`, `the Sheriff's Office`."""
    tokens = annotated.tokens
    if head + 1 >= last:
        return False
    if labels.get(head + 1) == "PERSON":
        return True
    behind = head + 2 if tokens[head + 1].text in ("'s", "’s", "'", "’") else head + 1
    return tokens[head].text[0].isupper() and behind < last and tokens[behind].text[0].isupper()


def _is_head(word: str) -> bool:
    return word in INDIVIDUAL or word in PLURALS or word in BODY or word in PEOPLE or word in _BOTH


def _kind_of(tokens: Sequence[Token], first: int, head: int, kind: DescriptionKind) -> DescriptionKind:
    """Return the kind that a definite phrase turns out to be at its head noun."""
    word = tokens[head].text.lower()
    if kind != "definite":
        return kind
    if _YEAR_OLD.match(word):
        return "age"
    if word in _BOTH or (word in PLURALS and tokens[first + 1].text.lower() == "two"):
        return "both"
    if word in PLURALS or word in PEOPLE:
        return "plural"
    return "body" if word in BODY else "definite"


def _is_wanted(annotated: Annotated, description: Description, words: int) -> bool:
    """Tell whether an indefinite phrase introduces people: an individual of whom more than the noun is said."""
    head = description.head
    if description.kind == "introduction":
        is_year_old = bool(_YEAR_OLD.match(head))
        if head not in INDIVIDUAL and not is_year_old:
            return head not in BODY and is_accused(annotated, description.span, CHARGES)
        is_bare = words == 1 and not is_year_old
        return not is_bare or (head in _BARE and is_accused(annotated, description.span))
    if description.kind in ("number", "both"):
        return (head in PLURALS and head != "people") or (head in _BOTH and description.kind == "both")
    return True


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
