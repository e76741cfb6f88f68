"""Lengths of time and their whole months (`patterns/durations.yml`).

A part of a month counts as days / 30, rounded, and at least one month when it is more than nothing; so
`a year and a day` is 13 months only when rounding says so (it does not: 12), and `10 days` is 1.
"""

from __future__ import annotations

import re
from math import floor
from typing import TYPE_CHECKING, Final

from extractors.values.model import Duration
from extractors.values.numbers import find_bound, normalise_number
from extractors.values.scan import load_scanner
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.values.scan import Hit

_DAYS: Final = {"day": 1.0, "week": 7.0}
_MONTHS: Final = {"month": 1.0, "year": 12.0, "yr": 12.0, "decade": 120.0}
_BETWEEN: Final = re.compile(r"(?i)\bbetween \Z")
_CHANGED: Final = re.compile(
    r"(?i)\b(?:reduc|cut|increas|rais|lower|slash|shorten|lengthen)\w*(?: (?!and\b)[\w’'.,-]+){0,9} from \Z"
)
"""Before a range that is none: `reduced the sentence from 10 to 8 years`."""
_YEAR: Final = 12
_LONGEST_MONTHS: Final = 12 * 100_000
"""Sentences of tens of thousands of years have been passed; beyond this the number is no duration."""


def find_durations(text: str) -> list[Duration]:
    """Return the stated lengths of time in text order; none overlap."""
    hits = load_scanner("durations.yml", behind="behind_duration").scan(text)
    return [duration for hit in hits if (duration := _build_duration(hit, text)) is not None]


def normalise_months(number: float, unit: str) -> float:
    """Return the months in `number` of `unit` (`year`, `months`, `week`, `days`), days and weeks as days / 30."""
    singular = unit.casefold().rstrip("s")
    return number * _MONTHS[singular] if singular in _MONTHS else number * _DAYS[singular] / 30


def whole_months(months: float) -> int:
    """Return `months` rounded to whole months, halves up, at least 1 when there is anything at all."""
    return max(1, floor(months + 0.5)) if months > 0 else 0


def _build_duration(hit: Hit, text: str) -> Duration | None:
    low = _months(hit, "number", "unit")
    if low is None or low <= 0:
        return None
    high, start = _months(hit, "upper", "unit"), hit.span.start
    if high is not None and (high <= low or _is_change(hit, text)):  # `in 2008 to 48 months`
        low, high, start = high, None, hit.place("upper").start
    elif hit.get("joint") == " and ":
        if between := _BETWEEN.search(text, max(0, start - 10), start):
            start = between.start()
        else:
            low, high, start = high or low, None, hit.place("upper").start
    second = _months(hit, "number2", "unit2") or 0.0
    if second > _YEAR and hit.rule.id == "duration_compound":
        return None  # `were sentenced to 10 years and 66 months`: two people, and who has which is not told
    second += _months(hit, "number3", "unit3") or 0.0
    if hit.get("half"):
        second += normalise_months(0.5, hit["unit"])
    if max(low + second, high or 0.0) > _LONGEST_MONTHS:
        return None
    bound = find_bound(text, start)
    return Duration(
        span=Span(bound.start, hit.span.end),
        months=whole_months(low + second),
        months_max=whole_months(high) if high else None,
        comparator=">=" if hit.get("or_more") or hit.get("more") else bound.comparator,
        rule=hit.rule.id,
        to_life=hit.get("life") is not None,
    )


_MONTH_BEFORE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|January|February|March|April|May|June|July|August|September|October|November|December)\.? \Z"
)
"""Before a number that is a day: `sentenced June 7 to 13 months`."""


def _is_change(hit: Hit, text: str) -> bool:
    """Tell whether a range tells what a length of time was and what it has become, which alone is in force, or a day and a length."""
    start = hit.span.start
    if hit.get("joint") != " to ":
        return False
    is_day = hit["number"].isdigit() and _MONTH_BEFORE.search(text, max(0, start - 12), start) is not None
    return is_day or _CHANGED.search(text, max(0, start - 120), start) is not None


def _months(hit: Hit, number: str, unit: str) -> float | None:
    """Return the months that two groups of a hit state; `a` and `an` are one."""
    words, measure = hit.get(number), hit.get(unit)
    if words is None or measure is None:
        return None
    value = 1.0 if words.casefold() in {"a", "an"} else normalise_number(words)
    return None if value is None else normalise_months(value, measure)
