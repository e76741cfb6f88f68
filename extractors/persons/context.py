"""What stands around a mention: its age, whether it is the subject, whether it only owns something.

`Surroundings` answers these for names, pronouns and descriptions alike, from tokens alone.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from extractors.patterns import load_table
from extractors.persons.nouns import DETERMINERS, HARM, INDIVIDUAL, PREPOSITIONS, REPORTING, TRIGGERS

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from schemas.base import Span

_TITLES: frozenset[str] = frozenset(load_table("names_gazetteer.yml")["title"])


# `…," said X`: what stands before a reporting verb whose subject follows it.
_QUOTE_ENDS = frozenset({'"', "”", "''", "’’", "’", "'", ","})


_CLAUSE_ENDS = frozenset(
    {";", "“", '"', "that", "told", "tells", "said", "says", "when", "while", "after", "before", "because"}
)


def find_age(annotated: Annotated, span: Span) -> int | None:
    """Return the age that stands beside a name: `Dora Quill, 62,`, `62-year-old Dora Quill`."""
    ages = annotated.ages
    index = bisect_left(ages, span.end, key=lambda age: age.span.start)
    if index < len(ages) and ages[index].span.start - span.end <= 3:
        return ages[index].years
    if index:
        age = ages[index - 1]
        between = annotated.text[age.span.end : span.start]
        if 0 <= span.start - age.span.end <= 40 and not set(between) & set(",.;:\n"):
            return age.years
    return None


def is_possessive(annotated: Annotated, span: Span) -> bool:
    """Tell whether an `'s` follows."""
    return annotated.text[span.end : span.end + 2] in ("'s", "’s") or (
        annotated.text[span.end : span.end + 1] in ("'", "’") and annotated.text[span.end - 1 : span.end] == "s"
    )


def is_subject(annotated: Annotated, span: Span, *, is_first: bool) -> bool:
    """Tell whether a mention looks like the subject of its clause.

    It is when a reporting verb stands before it (`said X`), when a verb follows it, or when it is the first person of
    its sentence; it is not behind a preposition (except `according to`) or in front of `'s`.
    """
    if is_possessive(annotated, span):
        return False
    tokens = annotated.tokens
    first = annotated.token_at(span.start)
    sentence = annotated.sentence_at(span.start)
    index = first - 1
    floor = max(sentence.first, first - 12)
    while index >= floor and (
        tokens[index].text.lower() in _TITLES
        or tokens[index].text.lower() in DETERMINERS
        or tokens[index].text[0].isupper()
    ):
        index -= 1
    before = tokens[index].text.lower() if index >= floor else ""
    if before in REPORTING and index > sentence.first and tokens[index - 1].text in _QUOTE_ENDS:
        return True
    if before in PREPOSITIONS:
        return before == "to" and index > 0 and tokens[index - 1].text.lower() == "according"
    behind = annotated.token_at(span.end)
    following = tokens[behind].text.lower() if behind < sentence.last else ""
    return (
        is_first or following in REPORTING or following in ("is", "was", "has", "had", "will", "who", "also", "would")
    )


def is_accused(annotated: Annotated, span: Span, triggers: frozenset[str] = TRIGGERS) -> bool:
    """Tell whether the words behind the mention, up to the next name of a person, say what happens to the accused."""
    tokens = annotated.tokens
    first = annotated.token_at(span.end)
    last = min(annotated.sentence_at(span.start).last, first + 14)
    names = annotated.names
    position = bisect_left(names, span.end, key=lambda name: name.span.start)
    while position < len(names) and names[position].label != "PERSON" and names[position].span.start - span.end < 120:
        position += 1
    if position < len(names) and names[position].label == "PERSON":
        last = min(last, annotated.token_at(names[position].span.start))
    for index in range(first, last):
        word = tokens[index].text
        if word in _CLAUSE_ENDS:
            return False
        if word in triggers:
            return True
    return False


def is_victim(annotated: Annotated, span: Span) -> bool:
    """Tell whether the words in front of the name say that the person was harmed: `the murder of Jo Roe`."""
    tokens = annotated.tokens
    index = annotated.token_at(span.start) - 1
    floor = max(annotated.sentence_at(span.start).first, index - 4)
    while index >= floor:
        word = tokens[index].text
        if word in HARM:
            return True
        if word not in ("of", "the", "and") and not (
            word[0].isdigit() or word in INDIVIDUAL or word.lower() in DETERMINERS
        ):
            return False
        index -= 1
    return False
