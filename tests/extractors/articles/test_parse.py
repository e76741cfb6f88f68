"""Bytes in, one article out: text, metadata, offsets, refusals."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.articles.parse import parse_article
from schemas.article import Article, RawDocument
from schemas.errors import DocumentError, NotAnArticleError, UndecodableError


def raw(content: str | bytes, form: str = "text", **given_beside: str) -> RawDocument:
    content = content.encode() if isinstance(content, str) else content
    return RawDocument(
        path="doc", sha256=hashlib.sha256(content).hexdigest(), format=form, content=content, **given_beside
    )


def assert_segments_hold(article: Article, source: str) -> None:
    for segment in article.segments:
        there = source[segment.source_start : segment.source_start + segment.length]
        assert there == article.text[segment.start : segment.start + segment.length]


CRAWLED = """ date 2024-02-03 Port Lorne: A man was jailed on Friday.

“He ran,” said the sheriff.

With inputs from agencies

Read all the Latest News, Sports News,

World News here. Follow us on Facebook and Twitter."""


def test_crawler_header_and_footers_leave_the_story():
    """The header gives date and place; credit and footer are removed, the footer over two paragraphs."""
    article = parse_article(raw(CRAWLED))
    assert article.text == "A man was jailed on Friday.\n\n“He ran,” said the sheriff."
    assert (article.published_at, article.published_from) == ("2024-02-03", "crawler_header")
    assert article.dateline == "Port Lorne"
    assert article.agency == "With inputs from agencies"
    assert_segments_hold(article, CRAWLED)


def test_a_value_beside_the_content_goes_first():
    """The date of the JSON row is believed before that of the crawler header."""
    article = parse_article(raw(CRAWLED, published_at="2024-02-05", title="Jailed"))
    assert (article.published_at, article.published_from, article.title) == ("2024-02-05", "row", "Jailed")


@settings(deadline=None)
@given(st.text(min_size=1))
def test_segments_map_any_text_to_its_source(text):
    """Every stretch of the clean text stands unchanged in the source."""
    try:
        article = parse_article(raw(text))
    except DocumentError:
        return
    assert_segments_hold(article, text.replace("\x00", " "))


@settings(deadline=None)
@given(st.binary(), st.sampled_from(["html", "text"]))
def test_any_bytes_give_an_article_or_a_document_error(content, form):
    """Nothing but a DocumentError comes out of arbitrary bytes."""
    try:
        parse_article(raw(content, form))
    except DocumentError:
        return


@pytest.mark.parametrize(
    ("content", "error"), [(b"  \n", NotAnArticleError), (b"%PDF-1.7 x", UndecodableError), (b"", NotAnArticleError)]
)
def test_refusals_have_a_name(content, error):
    """Binary files and empty documents are refused."""
    with pytest.raises(error):
        parse_article(raw(content))
