"""Plain text: what a crawler or publisher put around a story, and where the rest stands in the source."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.articles.parse import parse_article
from extractors.articles.plaintext import clean_plain_text, split_paragraphs
from tests.extractors.articles.pages import STORY, TEXT, raw

FOOTER = """Read all the Latest News, Sports News,

World News here. Follow us on Facebook and Twitter."""

LINES = [
    *STORY,
    "With inputs from agencies",
    "ALSO READ: Two jailed in Lorne",
    FOOTER,
    "###",
    " ",
    "date 2024-02-03 Lorne: He ran.",
    "\u00a0x\ufeff",
    "Tagged with:",
    "Theft",
]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("With inputs from agencies", "agency_credit"),
        ("(With PTI inputs)", "agency_credit"),
        (
            "(This story has not been edited by our staff and is auto-generated from a syndicated feed.)",
            "agency_credit",
        ),
        ("(Reporting by Ana Belt in Lorne; Editing by Tom Rill)", "reporter_credit"),
        (FOOTER, "publisher_footer"),
        ("Follow us on Facebook, Twitter and Instagram.", "publisher_footer"),
        ("Subscribe to our newsletter for more.", "newsletter"),
        ("Copyright 2024 Lorne Media. All rights reserved.", "copyright"),
        ("ALSO READ: Two jailed in Lorne", "related_links"),
        ("Photo: Ana Belt", "caption"),
        ("###", "end_mark"),
        ("For more information contact the press office at 555-0100.", "contact"),
        ("Tagged with:\n\nAna Belt\n\nTheft", "metadata"),
    ],
)
def test_lines_of_publishers_are_removed(line: str, reason: str):
    """A line behind the story goes out with its reason; what is left is the story, unchanged."""
    article = parse_article(raw(f"{TEXT}\n\n{line}"))
    assert article.text == TEXT
    assert {block.reason for block in article.removed} == {reason}


@pytest.mark.parametrize(
    "line",
    [
        "Anyone with information about the theft is asked to call the police at 555-0100.",
        "He had to read all the latest news to the old woman, he said.",
        "CO-DEFENDANTS",
        "“Follow us,” the officers told him.",
        "Senior Deputy District Attorney Carl Dunn of the Fraud Unit is prosecuting this case.",
        "Reuters reported on Monday that the bank knew.",
        "The charges",
    ],
)
def test_lines_of_the_story_stay(line: str):
    """In doubt a line is the story's; where nothing is removed the text is the source itself."""
    source = f" {TEXT}\n \n{line}\n"
    article = parse_article(raw(source))
    assert article.text == source
    assert article.removed == ()


@pytest.mark.parametrize(
    ("start", "date", "place"),
    [
        (" date 2023-04-28 New Delhi: ", "2023-04-28", "New Delhi"),
        ("date: 2023-04-28\n", "2023-04-28", None),
        ("date 2023-04-28 ", "2023-04-28", None),
        ("date 2023-04-28T10:00:00Z Port Lorne: ", "2023-04-28", "Port Lorne"),
    ],
)
def test_crawler_headers(start: str, date: str, place: str | None):
    """The crawler's date and place are read and taken out of the text."""
    article = parse_article(raw(start + TEXT))
    assert article.text == TEXT
    assert (article.published_at, article.published_from, article.dateline) == (date, "crawler_header", place)


@pytest.mark.parametrize(
    ("start", "place", "agency"),
    [
        ("SANTA LORNA, Calif. – ", "SANTA LORNA, Calif.", None),
        ("LORNE (Reuters) - ", "LORNE", "Reuters"),
        ("Port Lorne, May 4 (PTI): ", "Port Lorne", "PTI"),
        ("Lorne – ", "Lorne", None),
        ("NEWS ALERT: ", None, None),
        ("UPDATE – ", None, None),
        ("The judge – ", None, None),
    ],
)
def test_datelines_are_read_and_stay(start: str, place: str | None, agency: str | None):
    """Place and agency are metadata; the words stay in the text, as cases may rest on them."""
    article = parse_article(raw(start + TEXT))
    assert article.text == start + TEXT
    assert (article.dateline, article.agency) == (place, agency)


@pytest.mark.parametrize(
    ("source", "date", "where"),
    [
        (f"FOR IMMEDIATE RELEASE\nMay 4, 2024\n\n{TEXT}", "2024-05-04", "visible_text"),
        (f"LORNE, Freedonia, May 4, 2024 (LP) - {TEXT}", "2024-05-04", "dateline"),
        (f"LORNE, May 4 (LP) - {TEXT}", None, None),
        (f"{TEXT} She was born on May 4, 1990.", None, None),
    ],
)
def test_dates_of_releases(source: str, date: str | None, where: str | None):
    """A line that is a date, or a dateline with a year, dates the text; a date in a sentence does not."""
    article = parse_article(raw(source))
    assert (article.published_at, article.published_from, article.text) == (date, where, source)


def test_the_head_of_a_wire_story_is_removed():
    """Slug, headline and byline in wire form go out, the byline is kept as metadata."""
    head = "^Clerk held over theft<\n^By ANA BELT=\n^Lorne Press Writer="
    article = parse_article(raw(f"BC-LORNE-THEFT (1st Ld)\n{head}\n\n{TEXT}\n\nLP-10-03-23 1844GMT<\n"))
    assert article.text == TEXT
    assert [block.reason for block in article.removed] == ["wire_slug", "wire_slug"]


def test_a_footer_on_a_line_of_its_own_is_removed_without_an_empty_line():
    """A line behind a whole sentence is looked at by itself."""
    article = parse_article(raw(f"{TEXT}\nWith inputs from agencies\nFollow us on Facebook and Twitter."))
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Clerk Held Over Theft From Bank in Lorne", "Clerk Held Over Theft From Bank in Lorne"),
        ("CLERK HELD OVER THEFT FROM BANK", "CLERK HELD OVER THEFT FROM BANK"),
        ("Ana Belt, 34, of Port Lorne in Freedonia", None),
        ("the charges against the clerk of the bank", None),
    ],
)
def test_headlines(first: str, title: str | None):
    """A first line in capitals above a sentence is the title; it stays in the text."""
    article = parse_article(raw(f"{first}\n\n{TEXT}"))
    assert (article.title, article.text) == (title, f"{first}\n\n{TEXT}")


@given(st.lists(st.one_of(st.sampled_from(LINES), st.text()), max_size=8), st.sampled_from(["\n\n", "\n", " \n\n"]))
def test_segments_lead_back_to_the_source(lines: list[str], joint: str):
    """The clean text is made of unchanged stretches of the source, with an empty line between them."""
    source = joint.join(lines)
    plain = clean_plain_text(source)
    at = 0
    for segment in plain.segments:
        assert plain.text[at : segment.start] == ("\n\n" if at else "")
        at = segment.start + segment.length
        assert plain.text[segment.start : at] == source[segment.source_start : segment.source_start + segment.length]
    assert at == len(plain.text)
    if not plain.removed:
        assert plain.text == source.removeprefix("\ufeff")


@given(
    st.lists(st.sampled_from(["\n", "\n", " ", "\t", "\r", "\u00a0", ".", "!", "”", "a", "Click here "]), max_size=30)
)
def test_paragraphs_end_with_empty_lines_and_with_sentences(pieces: list[str]) -> None:
    """A border is an empty line, the end of a line that ends a sentence, or the blank in front of a publisher's call."""
    text = "A man ran.\n \n" + "".join(pieces)
    border = r"\n[^\S\n]*(?:\n[^\S\n]*)+|(?<=[.!?”\"’])[ \t\r]{0,3}\n|(?<=[.!?”\"’])[ \u00a0](?=Click here )"
    expected = [stripped for part in re.split(border, text) if (stripped := part.strip(" \t\r\n\u00a0"))]
    assert expected == [text[part.start : part.end] for part in split_paragraphs(text)]
