"""When an article was published, and where its page says so.

The places are asked in the order in which they deserve belief: JSON-LD, meta tags, the `<time>` or labelled date
beside the story, the date in the address, and a date written out near the headline. A date is read with the
precision that it has; a day that could be a month is not guessed, and a date anywhere else on the page is none.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from extractors.articles.elements import element_reason
from extractors.articles.json_ld import articles_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractors.articles.page import Page
    from extractors.articles.soup import Element

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d/.-]){_YEAR}[-/.](?P<month_number>[01]?\d)(?:[-/.]{_DAY})?(?![\d/.])",
        rf"\b{_MONTH} {_DAY},? {_YEAR}\b",
        rf"\b{_DAY}[ -](?:of )?{_MONTH},?[ -]{_YEAR}\b",
        rf"(?<!\d){_YEAR}(?P<month_number>[01]\d){_DAY}(?!\d)",
        rf"(?<![\d/.-])(?P<first>[0-3]?\d)[/.-](?P<second>[0-3]?\d)[/.-]{_YEAR}(?![\d/])",
        r"(?<![\d/.-])(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)/(?P<short_year>\d\d)(?![\d/])",
    )
)
_IN_ADDRESS = (
    re.compile(rf"[/-]{_YEAR}[/-]?(?P<month_number>[01]\d)[/-]?(?P<day>[0-3]\d)(?:[/_.-]|$)"),
    re.compile(rf"/{_YEAR}/{_MONTH}/{_DAY}/", re.IGNORECASE),
)
_HAS_TIME = re.compile(r"\d{2}:\d{2}")
_IN_UTC = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|\+00:?00|UTC|GMT)\b")

_META_PUBLISHED = re.compile(
    r"(?:^|[:._-])(?:published(?:[_-]?(?:time|date|at|on))?|publish(?:[_-]?(?:time|date))|publication[_-]?date"
    r"|date[_-]?published|pub[_-]?date|publishdate|datepublished|issued|date[._-]?(?:issued|created|published)"
    r"|date_original|original[_-]?date|release[_-]?date|creation[_-]?date|created|datecreated|publishtime|pubtime)$"
    r"|^(?:date|dc\.date|dcterms\.date|sailthru\.date|parsely-pub-date|article\.published|citation_date)$"
)
_WEEKDAY = re.compile(
    r"^(?:(?:released|issued|posted|published|date)(?: on)?:? )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?",
    re.IGNORECASE,
)
# Lines that date the article itself: others near the headline are captions, posts and other stories.
_BYLINE = re.compile(r"(?i)\d{1,2}[:.]\d{2}\b|^\W*(?:by|published|posted|first published|updated)\b")
_UPDATED = re.compile(r"(?i)\b(?:updated?|modified|revised|upd)\b")
_OTHERS = frozenset({"navigation", "page_frame", "related_links", "comments"})
_MAX_NEAR_HEADLINE = 12


def find_published(page: Page, lines: Sequence[str] = ()) -> tuple[str | None, str | None]:
    """Return the publication date, ISO 8601, and where it was read; both None where the page states none.

    `lines` are the short lines between headline and story, where bylines carry dates.
    """
    for stated, where in _stated_dates(page, lines):
        found = read_date(stated)
        if found:
            return _local_date(page, found, str(stated), lines), where
    return None, None


def _stated_dates(page: Page, lines: Sequence[str]) -> Iterator[tuple[object, str]]:
    for item in articles_in(page.json_ld):
        yield item.get("datePublished"), "json-ld"
    for key, content in page.metas.items():
        if _META_PUBLISHED.search(key):
            yield content, "meta"
    for item in articles_in(page.json_ld):
        yield item.get("dateCreated"), "json-ld"
    yield _date_of_element(page.body, marked=True), "time"
    yield _date_in_address(page), "url"
    yield _date_of_element(page.body, marked=False), "time"
    for line in lines:
        if not _UPDATED.search(line):
            yield line, "visible_text"


def read_date(value: object) -> str | None:
    """Return the first date that `value` states, ISO 8601 with its precision, or None."""
    if not isinstance(value, str):
        return None
    for pattern in _WRITTEN:
        match = pattern.search(value[:300])
        found = _iso_date(match.groupdict()) if match else None
        if found:
            return found
    return None


def find_date_line(lines: Iterable[str]) -> str | None:
    """Return the date of the first line that is a date and nothing else, as releases carry it above their text."""
    for paragraph in lines:
        for line in paragraph.splitlines():
            bare = _WEEKDAY.sub("", line.strip(" \t\r:|–—-")).strip(" ,")
            for pattern in _WRITTEN:
                match = pattern.fullmatch(bare)
                if match:
                    return _iso_date(match.groupdict())
    return None


def _iso_date(parts: dict[str, str | None]) -> str | None:
    year = 2000 + int(parts["short_year"] or 0) if parts.get("short_year") else int(parts["year"] or 0)
    month, day = parts.get("month_number"), parts.get("day")
    named = parts.get("month")
    if named:
        month = str(_MONTHS[named.lower()])
    if parts.get("first"):
        month, day = _month_and_day(int(parts["first"] or 0), int(parts["second"] or 0))
    if not month or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        whole = date(year, int(month), int(day or 1))
    except ValueError:
        return None
    return whole.isoformat() if day else f"{year:04d}-{int(month):02d}"


def _month_and_day(first: int, second: int) -> tuple[str | None, str | None]:
    """Return month and day of a numeric date, where only one order is possible."""
    if first == second or (second > 12 >= first):
        return str(first), str(second)
    if first > 12 >= second:
        return str(second), str(first)
    return None, None


def _date_of_element(body: Element, *, marked: bool) -> str | None:
    """Return the date of the first element that is marked as the publication date, or of the first bare `<time>`.

    A bare `<time>` in a list of other stories, a comment or a page's frame dates those.
    """
    for node in body.walk():
        if node.name not in {"time", "abbr"} and "itemprop" not in node.attrs:
            continue
        is_marked = "pubdate" in node.attrs or node.value("itemprop").lower() in {"datepublished", "datecreated"}
        if is_marked is not marked or (not marked and (node.name != "time" or _UPDATED.search(node.value("class")))):
            continue
        found = read_date(node.value("content") or node.value("datetime") or node.value("title") or node.words())
        if found and (marked or not any(element_reason(around) in _OTHERS for around in node.ancestors())):
            return found
    return None


def _date_in_address(page: Page) -> str | None:
    address = page.links.get("canonical") or page.metas.get("og:url") or ""
    for pattern in _IN_ADDRESS:
        match = pattern.search(address[:500])
        if match:
            return _iso_date(match.groupdict())
    return None


def _local_date(page: Page, found: str, stated: str, lines: Sequence[str]) -> str:
    """Return the publisher's own day for a day taken from a moment: the day beside it that the page shows.

    A line that dates an update bounds the publication from above only.
    """
    if len(found) < 10 or not _HAS_TIME.search(stated):
        return found
    in_utc = _IN_UTC.search(stated) is not None
    shown = [(_date_in_address(page), False)] if in_utc else []
    shown.extend(
        (read_date(line), _UPDATED.search(line) is not None)
        for line in lines[:_MAX_NEAR_HEADLINE]
        if line.count(" ") < 14 and _BYLINE.search(line)
    )
    for other, is_update in shown:
        if not other or len(other) < 10 or (is_update and not in_utc):
            continue
        days = (date.fromisoformat(other) - date.fromisoformat(found)).days
        if days == 0:
            return found
        if days == -1 or (days == 1 and not is_update):
            return other
    return found
