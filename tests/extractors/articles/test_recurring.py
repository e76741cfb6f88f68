"""Recurring lines leave an article, its segments still say where everything stands, and a story is never lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractors.articles.recurring import RECURRING_LINE, line_key, without_recurring
from schemas.article import Article, TextSegment

FOOTER = "The Mast is published every day but Sunday."
STORY = "A court in Porto on Monday jailed Rui Exemplo for three years, the prosecutor said in a statement."


def article(text: str, source_start: int = 0) -> Article:
    """Return a plain-text article whose text is one stretch of its source."""
    return Article(
        article_id="0" * 16,
        sha256="0" * 64,
        format="text",
        text=text,
        segments=(TextSegment(start=0, source_start=source_start, length=len(text)),),
    )


def test_a_recurring_line_leaves_the_text() -> None:
    """The line goes, with its reason; what stays is the text without it, and the segments point to the source."""
    text = f"{STORY}\n\n{FOOTER}\n\nHe was arrested in May."
    cleaned = without_recurring(article(text, source_start=7), {FOOTER})
    assert f"{STORY}\n\nHe was arrested in May." == cleaned.text
    assert [(block.reason, block.text) for block in cleaned.removed] == [(RECURRING_LINE, FOOTER)]
    source = "header " + text
    for segment in cleaned.segments:
        in_source = source[segment.source_start : segment.source_start + segment.length]
        assert cleaned.text[segment.start : segment.start + segment.length] == in_source


def test_only_whole_paragraphs_go() -> None:
    """The same words inside a paragraph are story."""
    text = f"{STORY} {FOOTER}"
    assert text == without_recurring(article(text), {FOOTER}).text


def test_an_article_is_not_emptied() -> None:
    """Where most of the text recurs it is a story in many versions, and stays."""
    text = f"{STORY}\n\n{FOOTER}"
    assert text == without_recurring(article(text), {FOOTER, STORY}).text


def test_line_key_folds_white_space() -> None:
    """A line that is broken elsewhere is the same line."""
    assert line_key(FOOTER.replace(" is ", "\n  is\t")) == FOOTER


@given(
    st.lists(st.sampled_from(["Alpha beta.", "Gamma delta epsilon.", "Footer.", "Zeta eta theta iota."]), min_size=1)
)
def test_segments_always_say_where_the_text_stands(paragraphs: list[str]) -> None:
    """Whatever goes, each segment has the same words in the text and in the source, and nothing else is lost."""
    text = "\n\n".join(paragraphs)
    cleaned = without_recurring(article(text), {"Footer."})
    assert [p for p in cleaned.text.split("\n\n") if p != "Footer."] == [p for p in paragraphs if p != "Footer."]
    covered = sum(segment.length for segment in cleaned.segments)
    joints = 2 * (len(cleaned.segments) - 1)
    assert len(cleaned.text) == covered + joints
    for segment in cleaned.segments:
        in_source = text[segment.source_start : segment.source_start + segment.length]
        assert cleaned.text[segment.start : segment.start + segment.length] == in_source
