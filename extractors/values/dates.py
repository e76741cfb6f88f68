"""Dates as written, resolved against the day of publication (`patterns/dates.yml`).

A rule finds the words; its `kind` names the function here that reads them. Partial and relative dates need the
publication date, and a direction: into the future where the nearest verb before the date (or, at the head of a
sentence, after it) speaks of what is to come, else into the past. What the words leave open stays null.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from extractors.values.calendar import (
    MONTHS,
    WEEKDAYS,
    Direction,
    iso,
    months_away,
    nearest_day,
    nearest_month,
    nearest_weekday,
    week_away,
)
from extractors.values.model import Date
from extractors.values.numbers import normalise_number
from extractors.values.scan import load_scanner
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractors.values.scan import Hit

_MONTH_NAMES: Final = "Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
_FUTURE: Final = (
    r"will|won[’']t|shall|to be|scheduled|is set|are set|was set|set for|due|faces|face|expected|expects|plans?|planned"
    r"|tentatively|slated|upcoming|is to|are to|until|pending|goes on trial|continued to|postponed (?:to|until)"
    r"|adjourned (?:to|until)|deadline|(?:can|may|must|should|might)(?! have)|would be|intends?|in time for|by(?= \Z)"
)
_PAST: Final = (
    r"was|were|had|has|have|did|said|told|since|after|from|ago|allegedly|between|[a-z]{3,}ed|began|took|went|made|found"
    r"|stole|shot|sold|held|met|came|wrote|led|died|during|became|got|gave|ran|saw|sent|spoke|won|lost|left|fled|drove"
)
_CUE: Final = re.compile(
    rf"\b(?:(?P<future>(?i:{_FUTURE})\b(?: (?:be|also|not|then|now|likely|formally|publicly|been)\b){{0,3}}(?: [a-z]{{3,20}}ed\b)?)"
    rf"|(?P<past>{_PAST})\b)"
)
_SENTENCE_END: Final = re.compile(r"[.!?][”\"’')]*\s+(?=[A-Z“\"])|\n")
_BEFORE: Final = 160
_AFTER: Final = 90
"""Characters around a date in which the verb that says past or future is looked for."""


_ANCHOR_WINDOW: Final = 800
"""Characters from a day to the words (`two days later`) that count from it."""
_JOINT: Final = re.compile(r",? (?:and|to|through|until|or|thru) |,? ?[-–—] ?|, ")
_PARTIAL_RULES: Final = frozenset({"date_month_day", "date_day_month", "date_month", "date_month_days"})


class Setting(NamedTuple):
    """What a date is resolved in: the text, the place in it, and the day of publication when that is known."""

    text: str
    today: date | None

    def direction(self, hit: Hit) -> Direction:
        """Return where the verb of the date points."""
        before = self.text[max(0, hit.span.start - _BEFORE) : hit.span.start]
        start = max((end.end() for end in _SENTENCE_END.finditer(before)), default=0)
        cues = list(_CUE.finditer(before, start))
        if not cues:
            after = self.text[hit.span.end : hit.span.end + _AFTER]
            stop = _SENTENCE_END.search(after)
            cues = list(_CUE.finditer(after, 0, stop.start() if stop else len(after)))[:1]
        return "future" if cues and cues[-1].lastgroup == "future" else "past"


def find_dates(text: str, published_at: str | None) -> list[Date]:
    """Return the stated dates in text order, none overlapping; `published_at` is ISO 8601 to the day, or null."""
    setting = Setting(text, _publication_day(published_at))
    found: list[Date] = []
    for hit in load_scanner("dates.yml", "date_start").scan(text):
        found += _build_dates(hit, setting, found)
    return _share_years(found, text)


def _publication_day(published_at: str | None) -> date | None:
    """Return the day of publication; null unless the day is known."""
    try:
        return date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return None


def _build_dates(hit: Hit, setting: Setting, before: list[Date]) -> list[Date]:
    """Return the dates that a hit states: none when its context forbids it, two for `April 3 and 4`."""
    kind, is_explicit = hit.rule.fields["kind"], "year" in hit.groups
    accepts = _ACCEPTS.get(kind)
    if accepts and not accepts(hit, setting):
        return []
    if kind == "later":
        return [Date(hit.span, _later(hit, before), hit.rule.id)]
    value = _READERS[kind](hit, setting)
    if "last_day" not in hit.groups:
        return [Date(hit.span, value, hit.rule.id, is_explicit)]
    last = hit.places["last_day"]
    ends_with_day = last.start > hit.places["day"].start
    if value is None or not ends_with_day:
        return [Date(hit.span, None, hit.rule.id, is_explicit)]
    year, month = int(value[:4]), int(value[5:7])
    first_end = max(hit.places["day"].end, hit.places["month"].end if hit.places["month"].end < last.start else 0)
    return [
        Date(Span(hit.span.start, first_end), value, hit.rule.id, is_explicit),
        Date(Span(last.start, hit.span.end), iso(year, month, _number(hit, "last_day")), hit.rule.id, is_explicit),
    ]


def _share_years(dates: list[Date], text: str) -> list[Date]:
    """Return `dates` with the year of `May 5, 2012` given to a partial date joined to it: `between April 3 and …`."""
    for index in range(len(dates) - 2, -1, -1):
        date_, after = dates[index], dates[index + 1]
        if date_.value is None or after.value is None or date_.is_explicit or not after.is_explicit:
            continue
        if date_.rule not in _PARTIAL_RULES or not _JOINT.fullmatch(text, date_.span.end, after.span.start):
            continue
        year = int(after.value[:4]) - (date_.value[4:] > after.value[4:] and len(after.value) > 4)
        month, _, day = date_.value[5:].partition("-")
        value = iso(year, int(month), int(day or 0))
        dates[index] = Date(date_.span, value, date_.rule, is_explicit=True)
    return dates


def _later(hit: Hit, before: list[Date]) -> str | None:
    """Return the day that lies so many days behind the last day named before, null when that is far away."""
    anchor = next((date_ for date_ in reversed(before) if date_.value and len(date_.value) == 10), None)
    if anchor is None or anchor.value is None or hit.span.start - anchor.span.end > _ANCHOR_WINDOW:
        return None
    day, words = date.fromisoformat(anchor.value), hit.get("number")
    if hit.get("same"):
        return anchor.value
    number = 1.0 if words is None or words.casefold() in {"a", "an"} else normalise_number(words)
    if number is None or number > 1000:
        return None
    unit = (hit.get("unit") or "day").casefold().rstrip("s")
    if unit == "day":
        return (day + timedelta(days=int(number))).isoformat()
    if unit == "week":
        return week_away(day, int(number))
    if unit == "month":
        return months_away(day, int(number))
    return iso(day.year + int(number)) if day.year + number < 9999 else None


def _number(hit: Hit, group: str) -> int:
    return int(re.sub(r"\D", "", hit.groups[group]))


def _month(hit: Hit) -> int:
    words = hit.groups["month"][:3].casefold()
    return MONTHS[words] if words in MONTHS else int(words)


def _day(hit: Hit) -> int:
    return _number(hit, "day")


def _calendar(hit: Hit, _setting: Setting) -> str | None:
    return iso(int(hit.groups["year"]), _month(hit), _day(hit) if "day" in hit.groups else None)


def _numeric(hit: Hit, setting: Setting) -> str | None:
    first, second, year = (int(hit.groups[group]) for group in ("first", "second", "year"))
    if year < 100:
        year += 2000 if year < 50 else 1900
    if hit.groups["mark"] == "." or first > 12:
        return iso(year, second, first)
    if second > 12 or first == second or (is_day_first := _is_day_first(setting.text)) is False:
        return iso(year, first, second)
    return iso(year, second, first) if is_day_first else None


@lru_cache(maxsize=1)
def _is_day_first(text: str) -> bool | None:
    """Tell which comes first in this text's dates, by the dates that leave no doubt; null when there are none."""
    if _DAY_FIRST.search(text):
        return True
    return False if _MONTH_FIRST.search(text) else None


_DAY_FIRST: Final = re.compile(
    r"(?<![\d/])(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])/(?:\d\d){1,2}(?!\d)|\b\d\d? (?:"
    + _MONTH_NAMES
    + r") (?:19|20)\d\d\b"
)
_MONTH_FIRST: Final = re.compile(
    r"(?<![\d/])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:\d\d){1,2}(?!\d)|\b(?:" + _MONTH_NAMES + r")\.? \d\d?\b"
)


def _month_day(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    return nearest_day(_month(hit), _day(hit), setting.today, setting.direction(hit))


def _month_days(hit: Hit, setting: Setting) -> str | None:
    return _calendar(hit, setting) if "year" in hit.groups else _month_day(hit, setting)


def _month_only(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    return nearest_month(_month(hit), setting.today, setting.direction(hit))


def _weekday(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    weekday = WEEKDAYS[hit.groups["weekday"][:3].casefold()]
    return nearest_weekday(weekday, setting.today, setting.direction(hit)).isoformat()


def _weekday_day(hit: Hit, setting: Setting) -> str | None:
    """`Monday the 3rd`: the nearest month in which that day has that name is too long a shot; null."""
    if setting.today is None:
        return None
    weekday, day = WEEKDAYS[hit.groups["weekday"][:3].casefold()], _day(hit)
    step = 1 if setting.direction(hit) == "future" else -1
    for offset in range(32):
        at = setting.today + timedelta(days=step * offset)
        if at.day == day:
            return at.isoformat() if at.weekday() == weekday else None
    return None


def _weekday_shift(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    weekday, shift = WEEKDAYS[hit.groups["weekday"][:3].casefold()], hit.groups["shift"].casefold()
    if shift in {"next", "coming", "this coming"}:
        return nearest_weekday(weekday, setting.today + timedelta(days=1), "future").isoformat()
    if shift == "this":
        return nearest_weekday(weekday, setting.today, setting.direction(hit)).isoformat()
    return nearest_weekday(weekday, setting.today - timedelta(days=1), "past").isoformat()


def _bare_month_shift(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    month, shift, today = _month(hit), hit.groups["shift"].casefold(), setting.today
    if shift == "next":
        return iso(today.year + (month <= today.month), month)
    if shift == "this":
        return iso(today.year, month)
    return iso(today.year - (month >= today.month), month)


def _month_shift(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    return iso(setting.today.year + _SHIFTS[hit.groups["shift"].casefold()], _month(hit))


_SHIFTS: Final = {
    "last": -1,
    "past": -1,
    "the past": -1,
    "this past": -1,
    "previous": -1,
    "the previous": -1,
    "this": 0,
    "next": 1,
    "this coming": 1,
    "the coming": 1,
    "the following": 1,
}


def _unit_shift(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None or hit.groups["shift"].casefold() == "the following":
        return None
    today, shift, unit = setting.today, _SHIFTS[hit.groups["shift"].casefold()], hit.groups["unit"].casefold()
    if unit in {"week", "weekend"}:
        return week_away(today, shift, weekend=unit == "weekend")
    if unit == "month":
        return months_away(today, shift)
    if unit == "year":
        return iso(today.year + shift)
    return None


def _day_word(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    word = hit.groups["word"].casefold()
    days = -1 if word == "yesterday" or word.startswith("last") else int(word == "tomorrow")
    return (setting.today + timedelta(days=days)).isoformat()


def _away(hit: Hit, setting: Setting, sign: int) -> str | None:
    words = hit.groups["number"]
    number = 1.0 if words.casefold() in {"a", "an"} else normalise_number(words)
    if setting.today is None or number is None or number > 1000:
        return None
    unit, today, steps = hit.groups["unit"].casefold().rstrip("s"), setting.today, sign * int(number)
    if unit == "day":
        return (today + timedelta(days=steps)).isoformat()
    if unit == "week":
        return week_away(today, steps)
    if unit == "month":
        return months_away(today, steps)
    year = today.year + steps * (10 if unit == "decade" else 1)
    return iso(year) if 0 < year < 9999 and unit == "year" else None


def _year(hit: Hit, _setting: Setting) -> str | None:
    return iso(int(hit.groups["year"]))


def _nothing(_hit: Hit, _setting: Setting) -> str | None:
    return None


_READERS: Final[dict[str, Callable[[Hit, Setting], str | None]]] = {
    "ago": lambda hit, setting: _away(hit, setting, -1),
    "bare_month_shift": _bare_month_shift,
    "calendar": _calendar,
    "day_word": _day_word,
    "decade": _nothing,
    "from_now": lambda hit, setting: _away(hit, setting, 1),
    "month": _month_only,
    "month_day": _month_day,
    "month_days": _month_days,
    "month_shift": _month_shift,
    "numeric": _numeric,
    "unit_shift": _unit_shift,
    "weekday": _weekday,
    "weekday_day": _weekday_day,
    "weekday_shift": _weekday_shift,
    "year": _year,
    "year_only": _year,
}

_YEAR_BEFORE: Final = re.compile(
    r"(?:^|[(\n]|\b(?i:an?|one|its|our|my|in|since|of|until|till|before|after|by|during|from|to|and|between|early|late|mid|the|about|around|circa"
    r"|through|or|for|into|back|past|fall|spring|summer|winter|autumn|year|his|her|their|that|election|[a-z]+ly|christmas)"
    r"|[,–-])[ ]?$"
)
_YEAR_AFTER: Final = re.compile(
    r" (?!(?:[a-z]+(?:ion|ment|er|ing|al|ed|ity|ure|th|ent|ese|an|y)|war|case|election)\b)[a-z]+s\b(?<! was)(?<! has)(?<! is)(?<! his)(?<! as)"
)
_MONTH_BEFORE: Final = re.compile(
    r"\b(?i:in|since|of|until|till|before|after|by|during|from|to|and|between|early|late|mid|through|last|this|next|for|every|each|or)[ -]$"
)


def _is_year(hit: Hit, setting: Setting) -> bool:
    before = setting.text[max(0, hit.span.start - 12) : hit.span.start]
    return bool(_YEAR_BEFORE.search(before)) and not _YEAR_AFTER.match(setting.text, hit.span.end)


def _is_month(hit: Hit, setting: Setting) -> bool:
    """Keep out `may`, `march` and given names: May and March need a word before them that months have."""
    if hit.groups["month"] not in {"May", "March", "August", "June", "April"}:
        return True
    before = setting.text[max(0, hit.span.start - 10) : hit.span.start]
    return hit.span.start != hit.places["month"].start or bool(_MONTH_BEFORE.search(before))


_ACCEPTS: Final[dict[str, Callable[[Hit, Setting], bool]]] = {"month": _is_month, "year": _is_year}
