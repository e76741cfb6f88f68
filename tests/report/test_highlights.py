"""Marked text says exactly what the article says, and each mark holds exactly the words of its record."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from flows.report.highlights import KINDS, Words, mark_words, words_of
from flows.report.wording import shown
from tests.made_up import make_rows
from tests.report.conftest import HOSTILE, hostile_rows


def text_of(markup):
    return lxml_html.fragment_fromstring(str(markup), create_parent="div").text_content()


def words_by_record(markup):
    """Return the marked words of each record, stretches joined in text order."""
    found = {}
    for mark in lxml_html.fragment_fromstring(str(markup), create_parent="div").iter("a", "mark"):
        for record in mark.get("data-records").split():
            found[record] = found.get(record, "") + mark.text_content()
    return found


@pytest.mark.parametrize("rows", [make_rows(), hostile_rows()], ids=["plain", "hostile"])
def test_marked_words_are_the_quotes(rows):
    """For every row of evidence, the stretches that name its record together hold its quote."""
    text = rows["articles"][0]["article_text"]
    for row in rows["evidence"]:
        words = words_of([row])
        found = words_by_record(mark_words(text, words))
        assert shown(row["quote_text"]).replace("\n\n", "") == found[words[0].target].replace("\n\n", "")


@pytest.mark.parametrize("rows", [make_rows(), hostile_rows()], ids=["plain", "hostile"])
def test_the_marked_text_is_the_article(rows):
    """Read without its marks, the page's text is the article's text, character by character."""
    text = rows["articles"][0]["article_text"]
    assert shown(text) == text_of(mark_words(text, words_of(rows["evidence"])))


characters = st.characters(exclude_categories=("Cs",)) | st.sampled_from("<>&\"'\n")
texts = st.text(characters, min_size=1, max_size=60) | st.sampled_from(HOSTILE)


@given(texts, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.sampled_from(sorted(KINDS))), max_size=8))
def test_any_overlap_keeps_the_text(text, places):
    """Whatever the spans, the text stays itself, every record has its words, and each record is linked once at most."""
    words = [Words(start, start + length, kind, f"r{number}") for number, (start, length, kind) in enumerate(places)]
    markup = mark_words(text, words)
    assert shown(text) == text_of(markup)
    found = words_by_record(markup)
    gaps = {place for gap in re.finditer(r"\n{2,}", text) for place in range(*gap.span())}
    for word in words:
        expected = "".join(
            shown(text[place]) for place in range(word.start, min(word.end, len(text))) if place not in gaps
        )
        if word.end <= len(text):
            assert expected == found.get(word.target, "")
    links = [link.get("href") for link in lxml_html.fragment_fromstring(str(markup), create_parent="div").iter("a")]
    assert len(links) == len(set(links))


def test_words_outside_the_text_are_left_out():
    """A span that ends behind the text marks nothing."""
    assert "<mark" not in mark_words("short", [Words(2, 40, "event", "event_1")])


def test_overlapping_words_belong_to_the_shorter():
    """Inside a claim, the words of an event link to the event; the claim knows them too."""
    markup = mark_words(
        "He said that she was freed today.", [Words(8, 32, "claim", "claim_1"), Words(21, 26, "event", "event_1")]
    )
    mark = next(
        m for m in lxml_html.fragment_fromstring(str(markup), create_parent="div").iter("a") if m.text == "freed"
    )
    assert (
        mark.get("data-own"),
        mark.get("data-records"),
        mark.get("href"),
    ) == ("event", "event_1 claim_1", "#event_1")
