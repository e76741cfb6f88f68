"""Dates as written, resolved against the day of publication (`patterns/dates.yml`).

A rule finds the words; its `kind` names the function in `date_readers.py` that reads them, and `date_context.py` says
what the words around mean: past or future, year or number. Here two dates of one expression are told apart
(`April 3 and 4`), a year is shared between joined dates, and days are counted from a day named before
(`two days later`). What the words leave open stays null.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from extractors.values.calendar import iso, units_away
from extractors.values.date_context import Directions, Setting, is_month, is_year
from extractors.values.date_readers import READERS, read_digits, read_number
from extractors.values.model import Date
from extractors.values.scan import load_scanner
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractors.values.scan import Hit

_ANCHOR_WINDOW: Final = 800
"""Characters from a day to the words (`two days later`) that count from it."""
_ANCHORS: Final = 20
"""Dates back that are asked for that day."""
_EARLIEST: Final = 1200
_LATEST: Final = 8000
"""Years of publication between which no sum of days leaves the calendar."""
_JOINT: Final = re.compile(r",? (?:and|to|through|until|or|thru) |,? ?[-–—] ?|, ")
_PARTIAL_RULES: Final = frozenset({"date_month_day", "date_day_month", "date_month", "date_month_days"})


def find_dates(text: str, published_at: str | None) -> list[Date]:
    """Return the stated dates in text order, none overlapping; `published_at` is ISO 8601 to the day, or null."""
    setting = Setting(text, _publication_day(published_at), Directions(text))
    found: list[Date] = []
    for hit in load_scanner("dates.yml", "date_start").scan(text):
        found += _build_dates(hit, setting, found)
    return _share_years(found, text)


def _publication_day(published_at: str | None) -> date | None:
    """Return the day of publication; null unless the day is known."""
    try:
        day = date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return None
    return day if _EARLIEST < day.year < _LATEST else None


def _build_dates(hit: Hit, setting: Setting, before: list[Date]) -> list[Date]:
    """Return the dates that a hit states: none when its context forbids it, two for `April 3 and 4`."""
    kind, is_explicit = hit.rule.fields["kind"], "year" in hit
    accepts = _ACCEPTS.get(kind)
    if accepts and not accepts(hit, setting):
        return []
    if kind == "later":
        return [Date(hit.span, _later(hit, before), hit.rule.id)]
    value = READERS[kind](hit, setting)
    if "last_day" not in hit:
        return [Date(hit.span, value, hit.rule.id, is_explicit)]
    last = hit.place("last_day")
    ends_with_day = last.start > hit.place("day").start
    if value is None or not ends_with_day:
        return [Date(hit.span, None, hit.rule.id, is_explicit)]
    year, month = int(value[:4]), int(value[5:7])
    first_end = max(hit.place("day").end, hit.place("month").end if hit.place("month").end < last.start else 0)
    return [
        Date(Span(hit.span.start, first_end), value, hit.rule.id, is_explicit),
        Date(Span(last.start, hit.span.end), iso(year, month, read_digits(hit, "last_day")), hit.rule.id, is_explicit),
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
    anchor = next((date_ for date_ in islice(reversed(before), _ANCHORS) if date_.value), None)
    if anchor is not None and anchor.value and len(anchor.value) < 10 and hit.get("unit") == "year":
        years = read_number(hit)
        is_near = hit.span.start - anchor.span.end <= _ANCHOR_WINDOW and years is not None
        return f"{int(anchor.value[:4]) + int(years or 0):04}" if is_near else None
    if anchor is not None and len(anchor.value or "") != 10:
        return None
    if anchor is None or anchor.value is None or hit.span.start - anchor.span.end > _ANCHOR_WINDOW:
        return None
    if hit.get("same"):
        return anchor.value
    number = read_number(hit)
    return None if number is None else units_away(date.fromisoformat(anchor.value), number, hit.get("unit") or "day")


_ACCEPTS: Final[dict[str, Callable[[Hit, Setting], bool]]] = {"month": is_month, "year": is_year}
"""Kinds whose words are a date only where the context allows it."""
