"""Counted people and things, and percentages: comparator, number and the noun phrase that is counted.

Lengths of time, dates, ages, money, clock times, statute numbers and addresses are no counts. Without a parser the
noun phrase is read to its first plural noun, at most five words on, and never across a function word.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from extractors.patterns import expand_parts, load_table
from extractors.values.ages import find_ages
from extractors.values.dates import find_dates
from extractors.values.durations import find_durations
from extractors.values.model import Count
from extractors.values.money import find_money
from extractors.values.numbers import find_bound, normalise_number
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Iterable


_VAGUE: Final = (
    r"(?i:dozens|scores|hundreds|thousands|tens of thousands|hundreds of thousands|millions|several|a few|many)"
)
_PERCENT: Final = re.compile(r" ?%|[- ](?i:percent|per cent)\b|[- ]percentage points?\b")
_NUMBER: Final = re.compile(expand_parts("(?P<number><<number>>)"))
_START: Final = re.compile(expand_parts("<<number_start>>"))
_VAGUE_START: Final = re.compile(rf"(?<!\w)(?P<vague>{_VAGUE})(?= of \w| \w)")
_WORD: Final = re.compile(r"[ -]((?:[^\W\d_]|(?<=\w)[’'&/.-](?=\w)|\d(?=[-\w]*[^\W\d_]))[\w’'&/-]{0,30})")
_LABEL: Final = re.compile(r"([^\W_]+)[.:]?\s*[#§]?\s*$")
_NOUN_WORDS: Final = 6


class Vocabulary(NamedTuple):
    """The word lists of `patterns/counts.yml`."""

    not_counted: frozenset[str]
    bare_units: frozenset[str]
    stops: frozenset[str]
    plurals: frozenset[str]
    not_plurals: frozenset[str]
    labels: frozenset[str]


@cache
def _vocabulary() -> Vocabulary:
    table = load_table("counts.yml")
    return Vocabulary(*(frozenset(str(word) for word in table[name]) for name in Vocabulary._fields))


def find_counts(text: str) -> list[Count]:
    """Return the stated counts in text order; none overlap."""
    taken = _taken(text)
    counts: list[Count] = []
    done = 0
    for start in _START.finditer(text):
        at = start.start()
        if at < done:
            continue
        match = _NUMBER.match(text, at)
        if match is None:
            continue
        done = match.end()
        if not _overlaps(taken, Span(*match.span())) and (count := _build_count(text, Span(*match.span()))):
            counts.append(count)
            done = count.span.end
    return counts


def _taken(text: str) -> dict[int, int]:
    """Return for each character block of other values that they occupy it."""
    others: Iterable[Span] = (
        value.span
        for values in (find_dates(text, None), find_durations(text), find_money(text), find_ages(text))
        for value in values
    )
    return {offset: 1 for span in others for offset in range(span.start, span.end)}


def _overlaps(taken: dict[int, int], span: Span) -> bool:
    return any(offset in taken for offset in range(span.start, span.end))


def _build_count(text: str, number: Span) -> Count | None:
    value = normalise_number(number.of(text))
    bound = find_bound(text, number.start)
    if value is None or _is_label(text, bound.start):
        return None
    if percent := _PERCENT.match(text, number.end):
        unit = Span(percent.start() + (percent[0][0] in " -"), percent.end())
        return Count(Span(bound.start, percent.end()), value, bound.comparator, unit, "count_percent")
    noun = _noun_phrase(text, number.end, is_one=value == 1)
    if noun is None:
        return None
    return Count(Span(bound.start, noun.end), value, bound.comparator, noun, "count_noun")


def _is_label(text: str, start: int) -> bool:
    """Tell whether the word before makes the number a name (`Section 12`, `Flight 370`)."""
    label = _LABEL.search(text[max(0, start - 20) : start])
    return bool(label) and label is not None and label[1].casefold() in _vocabulary().labels


def _noun_phrase(text: str, start: int, *, is_one: bool) -> Span | None:
    """Return the counted noun phrase that begins after `start`, null when none is clear."""
    words = _vocabulary()
    first: int | None = None
    at = start
    for _ in range(_NOUN_WORDS):
        match = _WORD.match(text, at)
        if match is None:
            return None
        word = match[1].casefold()
        if word in words.stops or word in words.not_counted:
            return None
        first = match.start(1) if first is None else first
        at = match.end()
        if first == match.start(1) and word in words.bare_units:
            return Span(first, at)
        is_plural = word in words.plurals or (
            word.endswith("s") and not word.endswith(("ss", "us", "is", "’s", "'s")) and word not in words.not_plurals
        )
        if is_plural and not is_one:
            return Span(first, at)
        if is_one and not _WORD.match(text, at):
            return Span(first, at)
    return None
