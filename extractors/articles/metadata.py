"""The facts that a page states about its article: title, byline, publisher, address, language, date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.articles.dates import find_published

if TYPE_CHECKING:
    from extractors.articles.page import Page


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document states about its article; None where it states nothing."""

    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    agency: str | None = None
    dateline: str | None = None
    published_at: str | None = None
    published_from: str | None = None
    headlines: tuple[str, ...] = ()


def read_metadata(page: Page) -> Metadata:
    """Return the facts that the page states in its head, JSON-LD and body."""
    headlines = find_headlines(page)
    published_at, published_from = find_published(page)
    return Metadata(
        title=headlines[0] if headlines else None,
        publisher=page.metas.get("og:site_name"),
        url=page.links.get("canonical") or page.metas.get("og:url"),
        language=page.language,
        published_at=published_at,
        published_from=published_from,
        headlines=headlines,
    )


def find_headlines(page: Page) -> tuple[str, ...]:
    """Return the headlines that the page states in its head and JSON-LD."""
    found = [page.metas.get("og:title"), page.metas.get("twitter:title"), page.title]
    found.extend(item["headline"] for item in page.json_ld if isinstance(item.get("headline"), str))
    return tuple(title for title in found if title)
