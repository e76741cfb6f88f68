"""When an article was published, and where the page says so."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.articles.page import Page

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?")

_META_KEYS = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "date",
    "dc.date.issued",
    "dc.date",
    "sailthru.date",
    "parsely-pub-date",
)


def find_published(page: Page) -> tuple[str | None, str | None]:
    """Return the publication date, ISO 8601, and where it was read; both None where the page states none."""
    for item in page.json_ld:
        found = _read_date(item.get("datePublished"))
        if found:
            return found, "json-ld"
    for key in _META_KEYS:
        found = _read_date(page.metas.get(key))
        if found:
            return found, "meta"
    return None, None


def _read_date(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    match = _ISO.match(value.strip())
    if not match:
        return None
    try:
        date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
    except ValueError:
        return None
    return match[0]
