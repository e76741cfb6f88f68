"""The calendar that dates are resolved on: partial dates, weekdays, and units before and after a day.

All functions are pure arithmetic on `datetime.date`; values come out as ISO 8601 with the precision that is known
(`2023-04-27`, `2023-01`, `2019`), null where not even the year is.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

Direction = Literal["past", "future"]

MONTHS: Final[dict[str, int]] = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
"""Number of a month by the first three letters of its name."""

WEEKDAYS: Final[dict[str, int]] = {
    name: number for number, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
}
"""Number of a weekday, Monday 0, by the first three letters of its name."""


def iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """Return the ISO form of a whole or partial date, null when there is no such day."""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    text = f"{year:04d}"
    if month:
        text += f"-{month:02d}"
        if day:
            text += f"-{day:02d}"
    return text


def nearest_day(month: int, day: int, today: date, direction: Direction) -> str | None:
    """Return the latest such day of the year on or before `today`, or for the future the first on or after it."""
    step = -1 if direction == "past" else 1
    for year in range(today.year, today.year + 9 * step, step):
        value = iso(year, month, day)
        if value and (value <= today.isoformat() if direction == "past" else value >= today.isoformat()):
            return value
    return None


def nearest_month(month: int, today: date, direction: Direction) -> str | None:
    """Return the latest such month that is not after the month of `today`, or for the future the first not before it."""
    if direction == "past":
        return iso(today.year - (month > today.month), month)
    return iso(today.year + (month < today.month), month)


def nearest_weekday(weekday: int, today: date, direction: Direction) -> date:
    """Return the latest such weekday on or before `today`, or for the future the first on or after it."""
    if direction == "past":
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def months_away(today: date, months: int) -> str | None:
    """Return the month that lies `months` after (before, when negative) that of `today`."""
    index = today.year * 12 + today.month - 1 + months
    return iso(index // 12, index % 12 + 1) if index >= 12 else None


def common_precision(first: date, last: date) -> str | None:
    """Return what the first and last day of a stretch share: the day, the month, the year, or nothing."""
    if first == last:
        return first.isoformat()
    if first.year != last.year:
        return None
    return iso(first.year, first.month) if first.month == last.month else iso(first.year)


def week_away(today: date, weeks: int, *, weekend: bool = False) -> str | None:
    """Return what is certain of a day in the week (Monday to Sunday) that lies `weeks` from that of `today`."""
    monday = today + timedelta(days=7 * weeks - today.weekday())
    return common_precision(monday + timedelta(days=5 if weekend else 0), monday + timedelta(days=6))


def units_away(today: date, number: int, unit: str) -> str | None:
    """Return what is certain of the day that lies `number` of `unit` (`days`, `week`, `years`) from `today`.

    Days count exactly; `two weeks ago` is some day of that week, `three months ago` of that month.
    """
    match unit.casefold().rstrip("s"):
        case "day":
            return (today + timedelta(days=number)).isoformat()
        case "week":
            return week_away(today, number)
        case "month":
            return months_away(today, number)
        case "year":
            return iso(today.year + number) if 0 < today.year + number < 9999 else None
        case _:
            return None
