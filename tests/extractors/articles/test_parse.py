"""Bytes in, one article out: what goes first, what is refused, and what no document may do."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.articles.parse import parse_article
from schemas.errors import DocumentError, NotAnArticleError
from tests.extractors.articles.pages import BODY, STORY, TEXT, page, raw


def test_values_beside_the_content_go_first():
    """What a JSON row says is believed before what the content says."""
    given_beside = {
        "published_at": "2024-02-05",
        "title": "Jailed",
        "publisher": "Lorne Daily",
        "url": "https://example.org/",
    }
    article = parse_article(raw("date 2024-02-03 Lorne: " + TEXT, **given_beside))
    assert given_beside.items() <= article.model_dump().items()
    assert article.published_from == "row"


def test_the_same_bytes_give_the_same_article():
    """Nothing depends on the run."""
    document = raw(page(), "html")
    assert parse_article(document) == parse_article(document)


@pytest.mark.parametrize(
    ("content", "form"), [("", "text"), (" \n", "text"), ("", "html"), ("<html></html>", "html"), ("###", "text")]
)
def test_documents_without_text_are_no_articles(content: str, form: str):
    """An empty document is refused by name."""
    with pytest.raises(NotAnArticleError):
        parse_article(raw(content, form))


TAGS = [
    "<div>",
    "</div>",
    "<p>",
    "<nav>",
    "<script>",
    "<!--",
    "<article class='comments'>",
    "<a href='x",
    "<td>",
    "<br>",
    STORY[0],
]


@settings(max_examples=60)
@given(st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=20)), max_size=30))
def test_broken_markup_gives_an_article_or_a_document_error(parts: list[str]):
    """Nothing but a DocumentError comes out of any markup."""
    try:
        assert parse_article(raw("".join(parts).encode("utf-8", "surrogatepass"), "html")).text
    except DocumentError:
        return


@given(st.binary(), st.sampled_from(["html", "text"]))
def test_any_bytes_give_an_article_or_a_document_error(content: bytes, form: str):
    """Nothing but a DocumentError comes out of arbitrary bytes."""
    try:
        parse_article(raw(content, form))
    except DocumentError:
        return


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("<div>" * 30_000 + BODY, "html"),
        ("<b><p>" * 3_000 + BODY, "html"),
        ("<nav>" * 30_000 + BODY, "html"),
        ("<script>" * 30_000, "html"),
        ("<!--" * 100_000, "html"),
        ("<" * 500_000, "html"),
        ('<p class="' + "related-" * 100_000 + f'">{STORY[0]}</p>', "html"),
        ("<p " + " ".join(f"a{n}='b'" for n in range(30_000)) + f">{STORY[0]}</p>", "html"),
        ('<script type="application/ld+json">' + "[" * 100_000 + "</script>" + BODY, "html"),
        ("word " * 500_000, "html"),
        ("word " * 500_000, "text"),
        ("\n" * 1_000_000, "text"),
        ("Read all the latest news, " * 50_000, "text"),
        ("date 2024-01-01 " + "Lorne " * 100_000, "text"),
    ],
)
def test_hostile_documents_take_linear_time(content: str, form: str):
    """Deep, long and broken documents are read or refused within seconds, without recursion."""
    started = time.process_time()
    with contextlib.suppress(DocumentError):
        parse_article(raw(content, form))
    assert time.process_time() - started < 5
