"""What the words around a date say: past or future, year or number, day or month first.

All vocabulary is in `patterns/date_context.yml`. Every look around is bounded, so that a text is read in linear time.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from extractors.patterns import load_table

if TYPE_CHECKING:
    from datetime import date

    from extractors.values.calendar import Direction
    from extractors.values.scan import Hit
    from schemas.base import Span

_SENTENCE_END: Final = re.compile(r"[.!?][”\"’')]{0,3}\s{1,3}(?=[A-Z“\"])|\n")
_BEFORE: Final = 160
_AFTER: Final = 90
"""Characters around a date in which the verb that says past or future is looked for."""
_PARTICIPLE: Final = r"(?: (?:be|also|not|then|now|likely|formally|publicly|been)\b){0,3}(?: [a-z]{3,20}ed\b)?"

_MONTH: Final = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    "|Dec(?:ember)?)"
)
_YEAR: Final = r"(?:\d\d){1,2}(?!\d)"
_DAY_FIRST: Final = re.compile(
    rf"(?<![\d/])(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])/{_YEAR}|\b\d\d? {_MONTH} (?:19|20)\d\d\b"
)
_MONTH_FIRST: Final = re.compile(rf"(?<![\d/])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/{_YEAR}|\b{_MONTH}\.? \d\d?\b")


class Context(NamedTuple):
    """The patterns of `date_context.yml`."""

    cue: re.Pattern[str]
    before_year: re.Pattern[str]
    after_number: re.Pattern[str]
    before_month: re.Pattern[str]
    doubtful_months: frozenset[str]


@cache
def _context() -> Context:
    table = load_table("date_context.yml")
    future, past = "|".join(table["future"]), "|".join(table["past"])
    return Context(
        re.compile(rf"\b(?:(?P<future>(?i:{future})\b{_PARTICIPLE})|(?P<past>{past})\b)"),
        re.compile(table["before_year"]),
        re.compile(table["after_number"]),
        re.compile(table["before_month"]),
        frozenset(table["doubtful_months"]),
    )


class Directions:
    """Where the verb of each date points, asked in text order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = 0
        self._last: Direction | None = None

    def of(self, span: Span) -> Direction:
        """Return the direction of the nearest verb before the date in its sentence, else of the first behind it.

        Dates of one sentence share a verb, so only what lies between two of them is read again.
        """
        start = max(self._end, span.start - _BEFORE)
        ends = [end.end() for end in _SENTENCE_END.finditer(self._text, start, span.start)]
        if ends or start > self._end:
            self._last, start = None, ends[-1] if ends else start
        cue = _context().cue
        for match in cue.finditer(self._text, start, span.start):
            self._last = "future" if match.lastgroup == "future" else "past"
        if self._last is None:
            stop = _SENTENCE_END.search(self._text, span.end, span.end + _AFTER)
            ahead = cue.search(self._text, span.end, stop.start() if stop else span.end + _AFTER)
            self._last = "future" if ahead and ahead.lastgroup == "future" else "past"
        self._end = span.end
        return self._last


class Setting(NamedTuple):
    """What a date is read in: the text, the day of publication where it is known, and where verbs point."""

    text: str
    today: date | None
    directions: Directions


def is_year(hit: Hit, setting: Setting) -> bool:
    """Tell whether four digits are a year, by the words on both sides."""
    context = _context()
    before = setting.text[max(0, hit.span.start - 16) : hit.span.start]
    return bool(context.before_year.search(before)) and not context.after_number.match(setting.text, hit.span.end)


def is_month(hit: Hit, setting: Setting) -> bool:
    """Tell whether the name of a month is one: `May` and the like need a word before them that months have."""
    context = _context()
    if hit["month"] not in context.doubtful_months or hit.span.start != hit.place("month").start:
        return True
    before = setting.text[max(0, hit.span.start - 12) : hit.span.start]
    return bool(context.before_month.search(before))


@lru_cache(maxsize=1)
def is_day_first(text: str) -> bool | None:
    """Tell whether the day stands first in this text's dates, by those that leave no doubt; null when there are none."""
    if _DAY_FIRST.search(text):
        return True
    return False if _MONTH_FIRST.search(text) else None
