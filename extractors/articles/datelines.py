"""The words before a story: a crawler's header, and the place that a wire dateline names.

date 2023-04-28 New Delhi: The ambassador said …      crawler header: date and place, taken out of the text
SANTA ANA, Calif. (Agency) – A man was …              dateline: the place is read, the text stays as it is
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from extractors.articles.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class CrawlerHeader:
    """What a crawler wrote before the story: its date, the place behind it, and where the story begins."""

    published_at: str
    dateline: str | None
    end: int


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a wire dateline names: place, agency, and a date where it has a year."""

    place: str | None = None
    agency: str | None = None
    published_at: str | None = None


_PLACE = r"[A-Z][\w.'’-]{0,30}(?:,? (?:[A-Z][\w.'’-]{0,30}|of|de|la|el|al|upon|on|the)){0,5}"
_CRAWLER_HEADER = re.compile(
    r"[\s\ufeff]*(?:[Pp]ublished |[Pp]ublication |[Pp]ub)?[Dd]ate:?\s{1,3}(?P<date>\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}[\d:.Z+]{0,12})?"
    rf"(?:\s{{1,3}}(?P<place>{_PLACE})\s?:\s{{1,3}}|\s*[:|]?\s*\n\s*|\s{{1,3}}(?=[\"“A-Z]))"
)
_AGENCY = r"[(/](?P<agency>[A-Z][\w&. -]{1,40})[)/]"
_CAPITALS = r"[A-Z][A-Z.'’-]{2,30}(?: [A-Z][A-Z.'’-]{1,30}){0,4}"
_REGION = r"(?:, [A-Z][\w.]{1,20}(?: [A-Z][\w.]{1,20}){0,2}){0,2}"
_DATE = r"(?:, (?P<date>(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?))?"
_DASH = r"\s?(?:[–—―]|--?)\s"
_DATELINES = (
    re.compile(rf"\s*(?P<place>{_CAPITALS}{_REGION}){_DATE}(?:\s?{_AGENCY})?\s?(?:{_DASH}|[:] )"),
    re.compile(rf"\s*(?P<place>{_PLACE}){_DATE}\s?{_AGENCY}\s?(?:[–—―:]|--?)\s?"),
    re.compile(rf"\s*(?P<place>{_PLACE}){_DATE}\s[–—―]\s"),
)
# Words that stand before a colon or dash as a dateline does, and name no place.
_NO_PLACE = re.compile(
    r"(?i)\b(?:update|updated|breaking|exclusive|watch|video|photos?|opinion|analysis|editorial|live|news|alert|case"
    r"|fact|note|correction|questions?|answer|read|listen|warning|summary|background|defendants?|victims?|release|contact"
    r"|media|press|subject|re|date|title|source|by|count|charges?|sentence|ap|afp|reuters|for|immediate|who|what|when|where"
    r"|why|how|the|this|that|these|it|he|she|they|we|i|in|on|at|a|an|and|but|mr|mrs|ms|dr|judge|police|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday)\b"
)


def read_crawler_header(source: str) -> CrawlerHeader | None:
    """Return the crawler header that `source` begins with, or None."""
    match = _CRAWLER_HEADER.match(source[:400])
    if not match:
        return None
    try:
        date.fromisoformat(match["date"])
    except ValueError:
        return None
    place = match["place"]
    if place and _NO_PLACE.search(place):
        return None
    return CrawlerHeader(match["date"], place, match.end())


def find_dateline(paragraphs: Iterable[str]) -> Dateline:
    """Return what the first dateline among the beginnings of `paragraphs` names; its fields are None where absent."""
    for paragraph in paragraphs:
        head = paragraph.lstrip("\ufeff")[:200]
        for pattern in _DATELINES:
            match = pattern.match(head)
            if match and not _NO_PLACE.search(match["place"]):
                groups = match.groupdict()
                stated = groups.get("date")
                return Dateline(match["place"], groups.get("agency"), read_date(stated) if stated else None)
    return Dateline()
