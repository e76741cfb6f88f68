"""Bytes → `Article`: the road through decoding, the page or plain text, metadata and language.

decode.py      bytes → text                                    language.py   language of the text
page.py        HTML → page: body, head, JSON-LD                soup.py       the BeautifulSoup tree
blocks.py      tree → paragraphs                               json_ld.py    JSON-LD objects
story.py       which paragraphs are the story, by              elements.py   the names of elements,
               holder.py the element that holds it,            signs.py      links, emphasis, neighbours,
               sections.py discussions and teasers,            lines.py      single paragraphs' words
plaintext.py   plain text → story, with segments               datelines.py  crawler headers and datelines
metadata.py    title, byline, publisher, address               dates.py      publication date
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extractors.articles.datelines import find_dateline
from extractors.articles.dates import find_date_line, find_published
from extractors.articles.decode import decode
from extractors.articles.json_ld import longest_article_body
from extractors.articles.language import find_language, is_english
from extractors.articles.metadata import Metadata, agency_of, find_headlines, read_byline, read_metadata
from extractors.articles.page import Page, read_page
from extractors.articles.plaintext import MAX_QUOTED, clean_plain_text, find_headline
from extractors.articles.story import Story, find_story
from schemas.article import Article, RawDocument, RemovedBlock, TextSegment
from schemas.errors import NotAnArticleError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extractors.articles.blocks import Block

SHORT_STORY = 40
"""Words below which a page's story is looked for in other places too."""

MAX_LABELS = 300
"""Characters up to which a text without a single sentence is no article."""

LONG_LINE = 10
"""Words from which a line is more than a label, though it has no full stop."""

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
    language = find_language(draft.text, raw.language or stated.language)
    return Article(
        article_id=raw.article_id,
        sha256=raw.sha256,
        format=raw.format,
        publisher=raw.publisher or stated.publisher,
        url=raw.url or stated.url,
        title=raw.title or stated.title,
        byline=raw.byline or stated.byline,
        agency=stated.agency,
        dateline=stated.dateline,
        published_at=raw.published_at or stated.published_at,
        published_from="row" if raw.published_at else stated.published_from,
        language=language,
        skipped=None if is_english(language) else "language",
        text=draft.text,
        removed=draft.removed,
        segments=draft.segments,
    )


def _read_html(source: str) -> _Draft:
    if _FEED.match(source[:1000]):
        raise NotAnArticleError("the document is a feed of several items, not an article")
    page, stated, story = _find_story(source)
    if story.words < SHORT_STORY and page.asks_password:
        raise NotAnArticleError("the page asks for a password and shows no article")
    lines = story.lines_around()
    published_at, published_from = find_published(page, lines)
    body = longest_article_body(page.json_ld) if story.words < SHORT_STORY else ""
    # A page that a script draws shows nothing before it: its story stands in its JSON-LD alone.
    text = body if len(body.split()) > 2 * SHORT_STORY else story.text
    if len(text) < MAX_LABELS and not (_SENTENCE.search(text) or story.has_line(LONG_LINE)):
        raise NotAnArticleError("the page shows labels and links, and no sentence of an article")
    dateline = find_dateline(text[:600].split("\n\n")[:2])
    return _Draft(
        text=text,
        metadata=replace(
            stated,
            byline=stated.byline or next(filter(None, map(read_byline, lines)), None),
            agency=_credit(story.removed) or dateline.agency or agency_of(stated.byline),
            dateline=dateline.place,
            published_at=published_at or dateline.published_at,
            published_from=published_from or ("dateline" if dateline.published_at else None),
        ),
        removed=tuple(
            RemovedBlock(text=block.text[:MAX_QUOTED], reason=block.reason or "")
            for block in story.removed[:MAX_REMOVED]
        ),
    )


def _find_story(source: str) -> tuple[Page, Metadata, Story]:
    """Return the page, the facts it states, and its story; a menu that is never closed does not hide the story."""
    page = read_page(source)
    if page is None:
        raise NotAnArticleError("the page holds no element")
    headlines = find_headlines(page)
    stated = read_metadata(page, headlines)
    story = find_story(page, headlines, stated.byline)
    if story.words < SHORT_STORY and page.longest_menu > LONG_MENU and (whole := read_page(source, flatten=False)):
        other = find_story(whole, headlines, stated.byline)
        if other.words > story.words:
            return whole, stated, other
    return page, stated, story


def _credit(blocks: Iterable[Block | RemovedBlock]) -> str | None:
    return next((block.text for block in blocks if block.reason == "agency_credit"), None)


def _read_text(source: str) -> _Draft:
    plain = clean_plain_text(source)
    head = plain.first_paragraphs()
    dateline = find_dateline(head)
    dates = (
        (plain.header.published_at if plain.header else None, "crawler_header"),
        (dateline.published_at, "dateline"),
        (find_date_line(head), "visible_text"),
    )
    published_at, published_from = next((found for found in dates if found[0]), (None, None))
    return _Draft(
        text=plain.text,
        metadata=Metadata(
            title=find_headline(head),
            byline=next((name for block in plain.removed if (name := read_byline(block.text))), None),
            agency=_credit(plain.removed) or dateline.agency,
            dateline=(plain.header.dateline if plain.header else None) or dateline.place,
            published_at=published_at,
            published_from=published_from,
        ),
        removed=plain.removed,
        segments=plain.segments,
    )


# Four words and a full stop, in any script that has either.
_SENTENCE = re.compile(r"(?:[^\W_]+[^\w.!?。]{1,3}){3,40}[^\W_]+[\"”’)]{0,2}[.!?…:。।]|[^\W_]{6,200}[。！？]")

# Syndication formats, which crawlers store under the names of pages.
_FEED = re.compile(
    r"[\s\ufeff]*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,300}?-->\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b",
    re.IGNORECASE | re.DOTALL,
)
