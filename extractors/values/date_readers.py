"""How each kind of date is read: one function a `kind` of `patterns/dates.yml`, from the hit to the value.

A value is ISO 8601 with the precision of the words, null where it stays open: without a publication date, or where
the day does not exist.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from extractors.values.calendar import (
    MONTHS,
    WEEKDAYS,
    iso,
    months_away,
    nearest_day,
    nearest_month,
    nearest_weekday,
    units_away,
    week_away,
)
from extractors.values.date_context import Setting, is_day_first
from extractors.values.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractors.values.scan import Hit

_FARTHEST: Final = 1000
"""Units away beyond which no date is meant."""
_HOLIDAYS: Final = {
    "Boxing Day": (12, 26),
    "Christmas Day": (12, 25),
    "Christmas Eve": (12, 24),
    "Halloween": (10, 31),
    "New Year's Day": (1, 1),
    "New Year's Eve": (12, 31),
    "Valentine's Day": (2, 14),
}
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


def read_digits(hit: Hit, group: str) -> int:
    """Return the number that the digits of a group make, without `st`, `nd`, `th`."""
    return int(re.sub(r"\D", "", hit[group]))


def _month(hit: Hit) -> int:
    words = hit["month"][:3].casefold()
    return MONTHS[words] if words in MONTHS else int(words)


def _day(hit: Hit) -> int:
    return read_digits(hit, "day")


def _calendar(hit: Hit, _setting: Setting) -> str | None:
    return iso(int(hit["year"]), _month(hit), _day(hit) if "day" in hit else None)


def _numeric(hit: Hit, setting: Setting) -> str | None:
    first, second, year = (int(hit[group]) for group in ("first", "second", "year"))
    if year < 100:
        year += 2000 if year < 50 else 1900
    if hit.rule.fields.get("day_first") or first > 12:
        return iso(year, second, first)
    if second > 12 or first == second or (day_first := is_day_first(setting.text)) is False:
        return iso(year, first, second)
    return iso(year, second, first) if day_first else None


def _month_day(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    return nearest_day(_month(hit), _day(hit), setting.today, setting.directions.of(hit.span))


def _month_days(hit: Hit, setting: Setting) -> str | None:
    return _calendar(hit, setting) if "year" in hit else _month_day(hit, setting)


def _month_only(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    return nearest_month(_month(hit), setting.today, setting.directions.of(hit.span))


def _weekday(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    weekday = WEEKDAYS[hit["weekday"][:3].casefold()]
    return nearest_weekday(weekday, setting.today, setting.directions.of(hit.span)).isoformat()


def _weekday_day(hit: Hit, setting: Setting) -> str | None:
    """`Monday the 3rd`: the nearest month in which that day has that name is too long a shot; null."""
    if setting.today is None:
        return None
    weekday, day = WEEKDAYS[hit["weekday"][:3].casefold()], _day(hit)
    step = 1 if setting.directions.of(hit.span) == "future" else -1
    for offset in range(32):
        at = setting.today + timedelta(days=step * offset)
        if at.day == day:
            return at.isoformat() if at.weekday() == weekday else None
    return None


def _weekday_week(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    monday = setting.today - timedelta(days=setting.today.weekday())
    weekday = WEEKDAYS[hit["weekday"][:3].casefold()]
    return (monday + timedelta(days=weekday + 7 * _SHIFTS[hit["shift"]])).isoformat()


def _holiday(hit: Hit, setting: Setting) -> str | None:
    month, day = _HOLIDAYS[hit["holiday"].replace("’", "'")]
    if "year" in hit:
        return iso(int(hit["year"]), month, day)
    return None if setting.today is None else nearest_day(month, day, setting.today, setting.directions.of(hit.span))


def _weekday_shift(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    weekday, shift = WEEKDAYS[hit["weekday"][:3].casefold()], hit["shift"].casefold()
    if shift in {"next", "coming", "this coming"}:
        return nearest_weekday(weekday, setting.today + timedelta(days=1), "future").isoformat()
    if shift == "this":
        return nearest_weekday(weekday, setting.today, setting.directions.of(hit.span)).isoformat()
    return nearest_weekday(weekday, setting.today - timedelta(days=1), "past").isoformat()


def _bare_month_shift(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    month, shift, today = _month(hit), hit["shift"].casefold(), setting.today
    if shift == "next":
        return iso(today.year + (month <= today.month), month)
    if shift == "this":
        return iso(today.year, month)
    return iso(today.year - (month >= today.month), month)


def _month_shift(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None:
        return None
    return iso(setting.today.year + _SHIFTS[hit["shift"].casefold()], _month(hit))


_STRETCHES: Final = frozenset({"past", "the coming", "the following", "the past"})
"""What makes a stretch of time of a unit rather than a calendar one: `over the past year`."""


def _unit_shift(hit: Hit, setting: Setting) -> str | None:
    if setting.today is None or hit["shift"].casefold() in _STRETCHES:
        return None
    today, shift, unit = setting.today, _SHIFTS[hit["shift"].casefold()], hit["unit"].casefold()
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
    word = hit["word"].casefold()
    days = -1 if word == "yesterday" or word.startswith("last") else int(word == "tomorrow")
    return (setting.today + timedelta(days=days)).isoformat()


def _away(hit: Hit, setting: Setting, sign: int) -> str | None:
    number = read_number(hit)
    if setting.today is None or number is None:
        return None
    return units_away(setting.today, sign * number, hit["unit"])


def read_number(hit: Hit) -> int | None:
    """Return the whole number of a hit's group `number`, 1 for `a` and where there is none, null beyond 1,000."""
    words = hit.get("number")
    number = 1.0 if words is None or words.casefold() in {"a", "an"} else normalise_number(words)
    return None if number is None or number > _FARTHEST else int(number)


def _year(hit: Hit, _setting: Setting) -> str | None:
    return iso(int(hit["year"]))


def _nothing(_hit: Hit, _setting: Setting) -> str | None:
    return None


READERS: Final[dict[str, Callable[[Hit, Setting], str | None]]] = {
    "ago": lambda hit, setting: _away(hit, setting, -1),
    "bare_month_shift": _bare_month_shift,
    "calendar": _calendar,
    "day_word": _day_word,
    "decade": _nothing,
    "from_now": lambda hit, setting: _away(hit, setting, 1),
    "holiday": _holiday,
    "month": _month_only,
    "month_day": _month_day,
    "month_days": _month_days,
    "month_shift": _month_shift,
    "numeric": _numeric,
    "unit_shift": _unit_shift,
    "weekday": _weekday,
    "weekday_day": _weekday_day,
    "weekday_shift": _weekday_shift,
    "weekday_week": _weekday_week,
    "year": _year,
    "year_only": _year,
}
"""The function for each `kind`."""
