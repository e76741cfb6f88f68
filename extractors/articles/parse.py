"""Bytes → `Article`: the road through decoding, the page or plain text, metadata and language.

decode.py      bytes → text
page.py        HTML → a tree of nodes, head and JSON-LD        blocks.py    tree → paragraphs
elements.py    which elements are not the story                story.py     which paragraphs are
lines.py       which single paragraphs are not                 plaintext.py plain text → story, with segments
metadata.py    title, byline, publisher, address               dates.py     publication date
datelines.py   crawler headers and datelines                   language.py  language of the text
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.articles.datelines import find_dateline
from extractors.articles.dates import find_published
from extractors.articles.decode import decode
from extractors.articles.json_ld import longest_article_body
from extractors.articles.language import find_language, is_english
from extractors.articles.metadata import Metadata, find_headlines, read_byline, read_metadata
from extractors.articles.page import Page, read_page
from extractors.articles.plaintext import MAX_QUOTED, clean_plain_text
from extractors.articles.story import Story, find_story
from schemas.article import Article, RawDocument, RemovedBlock, TextSegment
from schemas.errors import NotAnArticleError

SHORT_STORY = 40
"""Words below which a page's story is looked for in other places too."""

LONG_MENU = 1500
"""Characters above which a menu may have swallowed a story."""

MAX_REMOVED = 400
"""Removed blocks that are kept with an article; what a page has beyond them is navigation."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """What was read from the content, before the values given beside it."""

    text: str
    metadata: Metadata
    removed: tuple[RemovedBlock, ...] = ()
    segments: tuple[TextSegment, ...] = ()


def parse_article(raw: RawDocument) -> Article:
    """Return the article of one raw document: clean text, metadata, and what was removed.

    Values given beside the content by a JSON row go before those that the content states.

    Raises:
        UndecodableError: The bytes are no text.
        TooLargeError: The document is over a bound of size or depth.
        NotAnArticleError: The document has no text of an article.
    """
    source = decode(raw.content, raw.encoding, markup=raw.format == "html")
    draft = _read_html(source) if raw.format == "html" else _read_text(source)
    if not any(char.isalnum() for char in draft.text):
        raise NotAnArticleError("the document has no text")
    stated = draft.metadata
    place, agency = find_dateline(draft.text)
    language = find_language(draft.text, raw.language or stated.language)
    return Article(
        article_id=raw.article_id,
        sha256=raw.sha256,
        format=raw.format,
        publisher=raw.publisher or stated.publisher,
        url=raw.url or stated.url,
        title=raw.title or stated.title,
        byline=raw.byline or stated.byline,
        agency=stated.agency or agency,
        dateline=stated.dateline or place,
        published_at=raw.published_at or stated.published_at,
        published_from="row" if raw.published_at else stated.published_from,
        language=language,
        skipped=None if is_english(language) else "language",
        text=draft.text,
        removed=draft.removed,
        segments=draft.segments,
    )


def _read_html(source: str) -> _Draft:
    page, story, headlines = _find_page_and_story(source)
    lines = story.lines_around()
    published_at, published_from = find_published(page, lines)
    stated = read_metadata(page, headlines)
    body = longest_article_body(page.json_ld) if story.words < SHORT_STORY else ""
    return _Draft(
        # A page that a script draws shows nothing before it: its story stands in its JSON-LD alone.
        text=body if len(body.split()) > 2 * SHORT_STORY else story.text,
        metadata=replace(
            stated,
            byline=stated.byline or next(filter(None, map(read_byline, lines)), None),
            agency=next((block.text for block in story.removed if block.reason == "agency_credit"), None),
            published_at=published_at,
            published_from=published_from,
        ),
        removed=tuple(
            RemovedBlock(text=block.text[:MAX_QUOTED], reason=block.reason or "")
            for block in story.removed[:MAX_REMOVED]
        ),
    )


def _find_page_and_story(source: str) -> tuple[Page, Story, tuple[str, ...]]:
    """Return the page, its story and its headlines; a menu that is never closed does not hide the story."""
    page = read_page(source)
    if page is None:
        raise NotAnArticleError("the page holds no element")
    headlines = find_headlines(page)
    story = find_story(page, headlines)
    if story.words < SHORT_STORY and page.longest_menu > LONG_MENU and (whole := read_page(source, flatten=False)):
        other = find_story(whole, headlines)
        if other.words > story.words:
            return whole, other, headlines
    return page, story, headlines


def _read_text(source: str) -> _Draft:
    plain = clean_plain_text(source)
    header = plain.header
    agency = next((block.text for block in plain.removed if block.reason == "agency_credit"), None)
    metadata = Metadata(
        agency=agency,
        dateline=header.dateline if header else None,
        published_at=header.published_at if header else None,
        published_from="crawler_header" if header else None,
    )
    return _Draft(plain.text, metadata, plain.removed, plain.segments)
