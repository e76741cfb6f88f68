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
from extractors.values.numbers import Bound, find_bound, normalise_number
from extractors.values.scan import find_numbers
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.vocabulary import Comparator


_PERCENT: Final = re.compile(r" ?%|[- ](?i:percent|per cent)\b|[- ]percentage points?\b")
_GOES_ON: Final = re.compile(r"[- ]?[^\W\d]| ?[-%–—]| [(“\"]|[.,;:)”\"](?!\d)|\Z")
"""What can stand behind a number that counts: anything but another number, cheaply told."""
_HIGH: Final = re.compile(
    expand_parts(
        "(?: ?%)?(?P<joint> to | ?[-–—] ?|-to-| or | and )(?P<number><<plain_digits>>(?: <<scales>>)?|<<spelled>>)"
    )
)
_SCALE: Final = re.compile(r"(?i)hundred|thousand|million|billion")
_BETWEEN: Final = re.compile(r"(?i)\bbetween \Z")
_OR_MORE: Final = re.compile(r" or (?:more|greater|above)\b(?! than)")
_PART_OF: Final = re.compile(r" of (?:the|its|their|his|her|those|these|them|whom|which|our|[A-Z][\w]*[’']s) ?")
_SUBJECT: Final = re.compile(r" (?:were|are|have been|had been)\b")
_IN_PLACE: Final = re.compile(r" in (?:the )?[A-Z]")
_AGED: Final = re.compile(r"\baged \Z")
_OPEN_END: Final = re.compile(
    r"[.,;:)”\"]|\Z| (?:in|at|on|to|from|by|since|could|would|will|during|across|last|and|were|was)\b"
)
_SENTENCE_START: Final = re.compile(r"(?:[.!?:\n][”\"’')]{0,3}\s{0,3}|[“\"(])\Z|\A\Z")
_SENTENCE_END: Final = re.compile(r"[.!?]\s|\n")
_WORD: Final = re.compile(r"[ -]((?:[^\W\d_]|(?<=\w)[’'&/.-](?=\w)|\d(?=[-\w]{0,30}[^\W\d_]))[\w’'&/-]{0,30})")
_LABEL: Final = re.compile(r"([^\W_]+)[.:]?\s?[#§-]?\s?\Z")
_NO_PLURAL_ENDINGS: Final = ("ss", "us", "is", "’s", "'s")
_NOUN_WORDS: Final = 6


class Vocabulary(NamedTuple):
    """The word lists of `patterns/counts.yml`."""

    not_counted: frozenset[str]
    bare_units: frozenset[str]
    stops: frozenset[str]
    plurals: frozenset[str]
    not_plurals: frozenset[str]
    labels: frozenset[str]
    single: frozenset[str]


@cache
def _vocabulary() -> Vocabulary:
    table = load_table("counts.yml")
    return Vocabulary(*(frozenset(str(word) for word in table[name]) for name in Vocabulary._fields))


def find_counts(text: str, others: Iterable[Span] | None = None) -> list[Count]:
    """Return the stated counts in text order; none overlap.

    `others` are the places of the dates, lengths of time, amounts of money and ages of `text`, where the caller
    knows them already; without them they are looked for.
    """
    taken = _Taken(_other_values(text) if others is None else others)
    counts: list[Count] = []
    done = 0
    for number in find_numbers(text):
        if number.start < done or number.end < 0:
            continue
        done = number.end
        if taken.holds(number.start, done) or not _GOES_ON.match(text, done):
            continue
        found = _build_counts(text, number, counts)
        counts += found
        done = max(done, found[-1].span.end if found else 0)
    return counts


def _other_values(text: str) -> list[Span]:
    return [
        *(date.span for date in find_dates(text, None)),
        *(duration.span for duration in find_durations(text)),
        *(money.span for money in find_money(text)),
        *(age.span for age in find_ages(text)),
    ]


class _Taken:
    """Places that are taken by other values, asked in text order."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._next = 0

    def holds(self, start: int, end: int) -> bool:
        """Tell whether a taken place meets `start` to `end`; later questions must not go back."""
        while self._next < len(self._spans) and self._spans[self._next].end <= start:
            self._next += 1
        return self._next < len(self._spans) and self._spans[self._next].start < end


def _build_counts(text: str, number: Span, before: list[Count]) -> list[Count]:
    """Return the counts of a number: two for a range, none where it counts nothing."""
    words = number.of(text)
    value = normalise_number(words)
    bound = find_bound(text, number.start)
    if value is None or _is_label(text, bound.start, value, words):
        return []
    if len(words) == 4 and 1900 <= value < 2100 and bound.comparator == "=":
        return []
    if high := _HIGH.match(text, number.end):
        return _build_range(text, number, high, value)
    unit = _unit(text, number.end, bound, value, before)
    if unit is None:
        return []
    end = unit.span.end if unit.span else unit.end
    comparator = bound.comparator
    if (more := _OR_MORE.match(text, end)) or unit.or_more:
        comparator, end = ">=", more.end() if more else end
    if unit.comparator and comparator == "=":
        comparator = unit.comparator
    return [Count(Span(bound.start, end), value, comparator, unit.span, unit.rule)]


def _build_range(text: str, low: Span, high: re.Match[str], value: float) -> list[Count]:
    """Return the two ends of `between 20 and 30 people`, `60-80 percent`, `two to three hundred vehicles`."""
    top = normalise_number(high["number"])
    unit = _unit(text, high.end(), Bound(low.start, "="), top or 0.0, [])
    is_between = _BETWEEN.search(text, max(0, low.start - 10), low.start) is not None
    if top is None or unit is None or (high["joint"].strip() == "and" and not is_between):
        return []
    if value < top and (scale := _SCALE.search(high["number"])) and value < 1000 and "," not in low.of(text):
        value *= normalise_number(scale[0]) or 1.0
    end = unit.span.end if unit.span else unit.end
    return [
        Count(low, value, ">=", None, "count_range"),
        Count(Span(high.start("number"), end), top, "<=", unit.span, "count_range"),
    ]


def _is_label(text: str, start: int, value: float, words: str) -> bool:
    """Tell whether the word before makes the number a name (`Section 12`, `Flight 370`, `per 100,000`)."""
    label = _LABEL.search(text, max(0, start - 24), start)
    if label is None:
        return False
    if label[1].casefold() in _vocabulary().labels:
        return True
    if value == 2 and label[1] in {"the", "The"}:
        return True  # `the two men` refers, it does not count
    return (
        words.isdigit()
        and value < 20
        and label[1][:1].isupper()
        and not _SENTENCE_START.search(text, max(0, label.start(1) - 6), label.start(1))
    )


class _Unit(NamedTuple):
    """What is counted: the noun phrase if there is one, and where the words of the count end."""

    span: Span | None
    end: int
    rule: str
    or_more: bool = False
    comparator: Comparator | None = None


def _unit(  # noqa: PLR0911 - one return for each thing that can stand behind a number
    text: str, at: int, bound: Bound, value: float, before: list[Count]
) -> _Unit | None:
    """Return what stands counted behind a number that ends at `at`, null when nothing clearly does."""
    if percent := _PERCENT.match(text, at):
        return _Unit(Span(at + (percent[0][0] in " -"), percent.end()), percent.end(), "count_percent")
    more = _OR_MORE.match(text, at)
    if more:
        at = more.end()
    if value > 1 and _PART_OF.match(text, at):
        return _Unit(None, at, "count_of", bool(more))
    noun = _noun_phrase(text, at, is_one=value == 1)
    if noun:
        return _Unit(noun, noun.end, "count_noun", bool(more))
    if value > 1 and _SUBJECT.match(text, at):
        return _Unit(None, at, "count_subject", bool(more))
    if value > 1 and before and _IN_PLACE.match(text, at) and _is_same_sentence(text, before[-1].span.end, bound.start):
        return _Unit(None, at, "count_elliptic", bool(more), before[-1].comparator)
    if (
        bound.comparator != "="
        and value >= 20
        and not _AGED.search(text, max(0, bound.start - 6), bound.start)
        and _OPEN_END.match(text, at)
    ):
        return _Unit(None, at, "count_bounded", bool(more))
    return None


def _is_same_sentence(text: str, start: int, end: int) -> bool:
    return end - start < 120 and _SENTENCE_END.search(text, start, end) is None


def _noun_phrase(text: str, start: int, *, is_one: bool) -> Span | None:
    """Return the counted noun phrase that begins after `start`, null when none is clear."""
    words = _vocabulary()
    first: int | None = None
    at = start
    for _ in range(_NOUN_WORDS):
        match = _WORD.match(text, at)
        word = match[1].casefold() if match else ""
        if match is None or word in words.stops or word in words.not_counted:
            return None
        is_first = first is None
        first = match.start(1) if first is None else first
        at = match.end()
        if is_one:
            if word in words.single:
                return Span(first, at)
            continue
        if is_first and word in words.bare_units:
            return Span(first, at)
        if _is_plural(word):
            further = _WORD.match(text, at)
            is_further = further is not None and text[at] == " " and _is_plural(further[1].casefold())
            return Span(first, further.end() if further and is_further else at)
    return None


def _is_plural(word: str) -> bool:
    """Tell whether a word in small letters looks like a plural noun."""
    words = _vocabulary()
    if word in words.plurals:
        return True
    return word.endswith("s") and not word.endswith(_NO_PLURAL_ENDINGS) and word not in words.not_plurals
