"""The facts that a page states about its article: title, byline, publisher, address, language, date.

Pages state them up to four times: in JSON-LD, in meta tags, in the body's markup and as visible text. JSON-LD and
meta tags are written for machines and go first; the headline is taken as readers see it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from extractors.articles.json_ld import articles_in
from extractors.articles.signs import fold_words
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.articles.page import Page

MAX_TITLE = 400
MAX_NAME = 200

_SUFFIX = re.compile(r"\s+(?:[|·•»:–—-]|::)\s+")
_BY = re.compile(
    r"^\W{0,3}(?:(?:written|posted|reported|story|words|text|article|author)\s?(?:by)?\s?:?|by:?)\s+", re.IGNORECASE
)
_BYLINE_END = re.compile(
    r"\s*(?:[|•·–—]|\s-\s|\bon\b|\bat\b|\bupdated\b|\bpublished\b|\bposted\b|\d{1,2}[:/.]\d|\b(?:19|20)\d\d\b|,?\s*(?:mon|tues|wednes|thurs"
    r"|fri|satur|sun)day\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d).*$",
    re.IGNORECASE,
)
_AUTHOR_KEYS = ("author", "article:author", "author.name", "byl", "sailthru.author", "parsely-author", "dc.creator", "dcterms.creator", "cxenseparse:author")  # fmt: skip
_NO_NAME = re.compile(
    r"(?i)^(?:admin|administrator|editor|webmaster|author|user|null|none|unknown|n/a|guest|\W*)$|^https?:|^www\.|@|\.(?:com|org|net)$"
)
_AGENCIES = frozenset(load_table("article_agencies.yml")["agencies"])
_LANGUAGE = re.compile(r"[a-zA-Z]{2}(?![a-zA-Z])")


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


def find_headlines(page: Page) -> tuple[str, ...]:
    """Return the headlines that the page states, in its head, JSON-LD and `<h1>`s, with and without the site's name."""
    stated = [str(item["headline"]) for item in articles_in(page.json_ld) if isinstance(item.get("headline"), str)]
    stated.extend(page.metas[key] for key in ("og:title", "twitter:title", "headline", "title") if page.metas.get(key))
    if page.title:
        stated.append(page.title)
    found: dict[str, None] = {}
    for title in stated:
        clean = " ".join(title.split())[:MAX_TITLE]
        found.setdefault(_without_site(clean, page))
        found.setdefault(clean)
    return tuple(title for title in found if title)


def find_title(page: Page, headlines: tuple[str, ...]) -> str | None:
    """Return the headline as readers see it: the `<h1>` that shares its words with a stated one, else the stated one."""
    stated = [set(fold_words(title).split()) for title in headlines]
    best: tuple[float, str] | None = None
    for node in page.body.walk():
        if node.name != "h1":
            continue
        text = node.words()[:MAX_TITLE]
        words = set(fold_words(text).split())
        if len(words) < 2 or fold_words(text) == fold_words(page.metas.get("og:site_name", "")):
            continue
        share = max((len(words & other) / len(words | other) for other in stated if other), default=0.0)
        if share >= 0.3 and (best is None or share > best[0]):
            best = (share, text)
    if best:
        return best[1]
    return headlines[0] if headlines else None


def read_metadata(page: Page, headlines: tuple[str, ...]) -> Metadata:
    """Return the facts that the page states, but for its date."""
    return Metadata(
        title=find_title(page, headlines),
        byline=_find_byline(page),
        publisher=_find_publisher(page),
        url=_find_address(page),
        language=_stated_language(page),
    )


def read_byline(line: str) -> str | None:
    """Return the name in a byline such as `By Ana Belt | 4 May 2024`, or None where the line is none."""
    match = _BY.match(line)
    return _clean_name(line[match.end() :]) if match else None


def agency_of(byline: str | None) -> str | None:
    """Return the byline where it is the name of a news agency, else None."""
    return byline if byline and byline.lower().strip(" .") in _AGENCIES else None


def _without_site(title: str, page: Page) -> str:
    """Return `title` without the site's name before its first or behind its last separator.

    A part is the site's name when the page names its site so, or when it is short and the rest is not.
    """
    site = fold_words(page.metas.get("og:site_name", ""))
    while len(parts := _SUFFIX.split(title)) > 1:
        first, last = parts[0], parts[-1]
        if _is_site(last, site, title):
            title = title[: title.rindex(last)].rstrip(" \t|·•»:–—-")
        elif (
            len(parts) == 2
            and _is_site(first, site, title)
            and len(fold_words(first).split()) < len(fold_words(last).split())
        ):
            title = last
        else:
            break
    return title


def _is_site(part: str, site: str, title: str) -> bool:
    words = fold_words(part)
    if site and (words in site or site in words):
        return True
    return len(words.split()) <= 3 and len(title) - len(part) >= 22


def _find_byline(page: Page) -> str | None:
    names: list[str] = []
    for item in articles_in(page.json_ld):
        names.extend(_names_of(item.get("author"), page))
        if names:
            break
    if not names:
        names = [name for key in _AUTHOR_KEYS if (name := _clean_name(page.metas.get(key, "")))][:1]
    if not names:
        names = list(_names_in_markup(page))[:1]
    return ", ".join(dict.fromkeys(names))[:MAX_NAME] or None


def _names_of(author: Any, page: Page) -> Iterator[str]:  # noqa: ANN401 - JSON-LD holds anything
    """Yield the names in a JSON-LD author: a string, a person, a reference to one, or a list of them."""
    for item in author[:10] if isinstance(author, list) else [author]:
        value: Any = item
        if isinstance(item, dict):
            value = item.get("name")
            if value is None and item.get("@id"):
                value = next((x.get("name") for x in page.json_ld if x.get("@id") == item["@id"]), None)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, str) and (name := _clean_name(value)):
            yield name


def _names_in_markup(page: Page) -> Iterator[str]:
    for node in page.body.walk():
        rel = node.value("rel").lower() if "rel" in node.attrs else ""
        prop = node.value("itemprop").lower() if "itemprop" in node.attrs else ""
        classes = node.value("class").lower() if "class" in node.attrs else ""
        if (
            rel == "author"
            or prop == "author"
            or re.search(r"(?:^|[ _-])(?:byline|author(?:[_-]?name)?)(?:$|[ _-])", classes)
        ):
            text = node.words()
            in_form = any(around.name in {"form", "label"} for around in [node, *node.ancestors()])
            name = _clean_name(text) if 0 < len(text) < 80 and not in_form else None
            if name and len(name.split()) <= 8 and not any(char.isdigit() for char in name):
                yield name


def _clean_name(text: str) -> str | None:
    name = _BY.sub("", " ".join(text.split())[:300])
    name = _BYLINE_END.sub("", name).strip(" ,;:|/-–—.")
    if _NO_NAME.search(name) or len(name) < 3 or len(name.split()) > 14 or not name[0].isalpha():
        return None
    return name


def _find_publisher(page: Page) -> str | None:
    named = page.metas.get("og:site_name", "").strip()
    if not named or named.startswith("@"):
        for item in page.json_ld:
            publisher = item.get("publisher")
            name = publisher.get("name") if isinstance(publisher, dict) else publisher
            if isinstance(name, str) and name.strip():
                named = name.strip()
                break
        else:
            named = page.metas.get("application-name", "").strip() or _site_in_title(page)
    if named.startswith(("http://", "https://")):
        named = _host(named)
    if not named or named.startswith("@"):
        named = _host(_find_address(page) or "")
    return named.split(" | ")[0][:MAX_NAME] or None


def _site_in_title(page: Page) -> str:
    """Return the short part of the page's title that is no part of the headline: mostly the site's name."""
    parts = _SUFFIX.split(page.title or "")
    if len(parts) != 2:
        return ""
    short, long = sorted(parts, key=len)
    is_name = 0 < len(short.split()) <= 4 and short[:1].isupper() and len(long.split()) >= 4
    return short.strip() if is_name else ""


def _find_address(page: Page) -> str | None:
    for address in (page.links.get("canonical"), page.metas.get("og:url")):
        if address and re.match(r"https?://[^\s/]+", address):
            return address[:2000]
    return None


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _stated_language(page: Page) -> str | None:
    stated = page.language or page.metas.get("og:locale") or page.metas.get("content-language") or ""
    match = _LANGUAGE.match(stated.strip())
    return match[0].lower() if match else None
