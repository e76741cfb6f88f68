"""Metadata of web pages: date and where it was read, title, byline, publisher, address, language."""

from __future__ import annotations

import pytest

from extractors.articles.dates import read_date
from extractors.articles.language import find_language
from extractors.articles.metadata import read_byline
from extractors.articles.parse import parse_article
from tests.extractors.articles.pages import STORY, page, raw

LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-05-04T10:00:00+02:00", "2024-05-04"),
        ("2024-05", "2024-05"),
        ("20240504", "2024-05-04"),
        ("Saturday, 4 May 2024 10:00 IST", "2024-05-04"),
        ("By Ana Belt May 4th, 2024", "2024-05-04"),
        ("04-May-2024", "2024-05-04"),
        ("13/05/2024", "2024-05-13"),
        ("05/13/2024", "2024-05-13"),
        ("By Ana Belt - 05/13/24 11:04 PM", "2024-05-13"),
        ("04/05/24", None),
        ("04/05/2024", None),
        ("2024-02-30", None),
        ("0001-01-01", None),
        ("version 2024.5.4.1", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_as_written(text: str | None, date: str | None):
    """A date is read in the forms of pages; a day that could be a month is not guessed."""
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("head", "before", "date", "where"),
    [
        (LD.format('{"@type": "NewsArticle", "datePublished": "2024-05-04"}'), "", "2024-05-04", "json-ld"),
        (LD.format('{"@graph": [{"@type": "WebPage", "datePublished": "2024-05-04"}]}'), "", "2024-05-04", "json-ld"),
        (LD.format('{"@type": "VideoObject", "datePublished": "2024-05-04"}'), "", None, None),
        ('<meta property="article:published_time" content="2024-05-04T10:00">', "", "2024-05-04", "meta"),
        ('<meta property="article:modified_time" content="2024-05-04T10:00">', "", None, None),
        ("", '<time datetime="2024-05-04">last week</time>', "2024-05-04", "time"),
        ("", '<aside><time datetime="2024-05-01">1 May</time></aside>', None, None),
        ('<link rel="canonical" href="https://example.org/2024/05/04/clerk">', "", "2024-05-04", "url"),
        ("", "<div>By Ana Belt | 4 May 2024</div>", "2024-05-04", "visible_text"),
        ("", "<div>Updated 4 May 2024</div>", None, None),
        (
            '<meta property="article:published_time" content="2024-05-05T03:00:00Z">',
            "<div>May 4, 2024 at 8:00 p.m.</div>",
            "2024-05-04",
            "meta",
        ),
    ],
)
def test_publication_date(head: str, before: str, date: str | None, where: str | None):
    """JSON-LD, meta tags, `<time>`, address, visible text; a moment in UTC gives the publisher's own day."""
    article = parse_article(raw(page(head=head, before=before), "html"))
    assert (article.published_at, article.published_from) == (date, where)


def test_a_page_states_its_facts():
    """Title without the site's name, author, publisher, address and language."""
    head = LD.format('{"@type": "Article", "author": [{"name": "Ana Belt"}, {"name": "Tom Rill"}]}')
    head += '<meta property="og:site_name" content="Lorne Courier | News"><link rel="canonical" href="https://example.org/a">'
    article = parse_article(raw(page(head=head), "html"))
    assert article.title == "Clerk held over theft"
    assert article.byline == "Ana Belt, Tom Rill"
    assert article.publisher == "Lorne Courier"
    assert article.url == "https://example.org/a"
    assert (article.language, article.skipped) == ("en", None)


@pytest.mark.parametrize("escape", ["\\ud83d", "\\ude00", "\\u0000", "\\ud83d\\ude00"])
def test_half_characters_in_json_ld_are_replaced(escape: str):
    """A lone surrogate or NUL in a publisher's JSON-LD does not end the run."""
    head = LD.format(
        f'{{"@type": "Article", "author": "Ana Belt {escape}", "headline": "Clerk {escape} held over theft"}}'
    )
    article = parse_article(raw(page(head=head), "html"))
    assert article.byline is not None
    assert article.byline.startswith("Ana Belt")
    article.model_dump_json()


@pytest.mark.parametrize(("author", "agency"), [("Reuters", "Reuters"), ("Ana Belt", None)])
def test_an_agency_as_author_is_credited(author: str, agency: str | None):
    """A story under an agency's name is the agency's."""
    article = parse_article(raw(page(head=f'<meta name="author" content="{author}">'), "html"))
    assert (article.byline, article.agency) == (author, agency)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Ana Belt", "Ana Belt"),
        ("BY ANA BELT | May 4, 2024", "ANA BELT"),
        ("Written by: Ana Belt and Tom Rill", "Ana Belt and Tom Rill"),
        ("Monday was cold", None),
        ("By admin", None),
    ],
)
def test_bylines(line: str, name: str | None):
    """A byline is the name behind `By`, without date or role account."""
    assert read_byline(line) == name


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        (" ".join(STORY), None, "en"),
        ("Police held him.", None, None),
        ("Police held him.", "en-GB", "en"),
        (
            "Der Mann wurde am Dienstag in Lorne festgenommen und wegen Betrugs angeklagt, teilte die Polizei mit.",
            "en",
            "de",
        ),
        ("Le tribunal de Lorne a condamné mardi un homme de trente ans à cinq ans de prison pour vol.", None, "fr"),
    ],
)
def test_language(text: str, stated: str | None, language: str | None):
    """The text decides; what the page states counts where the text is too short."""
    assert find_language(text, stated) == language


def test_other_languages_are_stored_and_not_mined():
    """A text in another language is an article all the same."""
    german = (
        "Der Mann wurde am Dienstag in Lorne festgenommen und wegen Betrugs angeklagt, teilte die Polizei am Abend mit."
    )
    article = parse_article(raw(german))
    assert (article.language, article.skipped, article.text) == ("de", "language", german)
