"""Text that was wrapped to a width reads as if it were not; nothing moves, and lists stay lists."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.annotations.wrapping import unwrap
from extractors.records import extract_records
from tests.made_up import make_article

STORY = (
    "A court in Northmere on Tuesday sentenced shipping clerk Ilse Vandermoss, 41, of Saltby, to four years in prison "
    "for forging customs papers. Police said that there were “at most twenty” crates left in the hall when they came."
    "\n\n"
    "Her lawyer, Petra Quarrow, denied that Vandermoss had known the two men, who were charged with wire fraud and with "
    "conspiracy to launder money in May 2021. Prosecutor Joss Elverin told the jury that the losses came to $3.4 million."
)

LISTS = [
    pytest.param(
        "Ilse Vandermoss, 41, of Saltby\nCorin Hestmark, 33, of Northmere\nNilo Garlow, 28, of Marl\n", id="persons"
    ),
    pytest.param(
        "Ilse Vandermoss, 41, of Saltby, pleaded guilty to theft and to perjury\n"
        "Corin Hestmark, 33, no fixed address, pleaded not guilty to theft\n"
        "Nilo Garlow, 28, of Marl, was acquitted of theft on Monday\n"
        "Orla Marrowen, 52, of Westerlin, failed to appear in court and is wanted\n",
        id="long_lines",
    ),
    pytest.param("One line of a story that is a good deal longer than any typewriter\n" * 2, id="too_few"),
    pytest.param(
        ("A paragraph that stands in one line of more than a hundred letters, as editors send it, " * 2 + "\n") * 9,
        id="paragraphs",
    ),
    pytest.param(STORY, id="empty_lines_only"),
]


def wrapped(text: str, width: int) -> str:
    """Return `text` with the spaces at which lines of `width` letters end turned into line ends."""
    paragraphs = text.split("\n\n")
    lines = [textwrap.wrap(part, width, break_long_words=False, break_on_hyphens=False) for part in paragraphs]
    return "\n\n".join("\n".join(part) for part in lines)


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_records_do_not_depend_on_the_width(width: int) -> None:
    """The same cases and claims stand at the same offsets; what a claim repeats is the text's own, line ends included."""
    article = make_article(wrapped(STORY, width))
    of_lines, found = extract_records(article), extract_records(make_article(STORY))
    assert of_lines.cases == found.cases
    assert [case.name for case in found.cases] == ["Ilse Vandermoss"]
    assert [claim.content_spans for claim in of_lines.claims] == [claim.content_spans for claim in found.claims]
    assert len(found.claims) == 3
    for claim, same in zip(of_lines.claims, found.claims, strict=True):
        assert claim.content == tuple(span.of(article.text) for span in claim.content_spans)
        assert [" ".join(words.split()) for words in claim.content] == list(same.content)
        assert (claim.speaker, claim.quantities) == (same.speaker, same.quantities)


@pytest.mark.parametrize("text", LISTS)
def test_other_line_ends_stay(text: str) -> None:
    """Line ends that no width explains say something: a row of a list, a paragraph."""
    assert unwrap(text) == text


def test_a_paragraph_may_end_with_its_line_alone() -> None:
    """Without empty lines the short last line of a paragraph still ends it."""
    text = wrapped(STORY, 72).replace("\n\n", "\n")
    assert unwrap(text) == STORY.replace("\n\n", "\n")


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=12), min_size=120, max_size=200), st.integers(60, 100))
def test_wrapping_is_undone(words: list[str], width: int) -> None:
    """Whatever the words and the width, no letter moves, and the text is as it was."""
    text = " ".join(words)
    assert unwrap(wrapped(text, width)) == text


@given(st.text("ab. \n\r\t", max_size=400))
def test_nothing_moves(text: str) -> None:
    """Nothing but line ends changes, each into one space."""
    found = unwrap(text)
    assert len(found) == len(text)
    assert all(new == old or (old, new) == ("\n", " ") for old, new in zip(text, found, strict=True))
