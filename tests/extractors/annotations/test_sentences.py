"""Sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.annotations.sentences import find_sentences
from extractors.annotations.tokens import find_paragraphs, find_tokens


def split(text: str) -> list[str]:
    return [sentence.span.of(text) for sentence in find_sentences(text, find_tokens(text), find_paragraphs(text))]


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Roe met Dr. J. R. Okonjo in Lodi, Calif. on Jan. 6.", "He left."],
        ["She lives in the U.S.", "The court agreed."],
        ["“I am innocent.”", "She wept."],
        ['"Why?" Okonjo asked.', "Nobody spoke."],
        ['"Why?" he asked.'],
        ["He was 3.5 km away!", "(He ran.)", "Then he hid."],
        ["At 9 a.m. Roe left.", "At 10 p.m.", "The police came."],
        ["Acme Inc. was fined.", "Acme Corp.", "It appealed."],
        ["She was freed from jail.", "“It is over,” she said."],
        ["He waited…", "Nothing came."],
    ],
)
def test_sentences(expected: list[str]) -> None:
    """A sentence ends at its closing marks, not at abbreviations and initials."""
    assert expected == split(" ".join(expected))


def test_paragraphs_end_sentences() -> None:
    """Lines of a list and headings are sentences without a full stop."""
    assert split("Charges\n\nFraud\n\nTheft, two counts\n\nHe denies all.") == [
        "Charges",
        "Fraud",
        "Theft, two counts",
        "He denies all.",
    ]


def test_glued_sentence() -> None:
    """A lost space does not join two sentences."""
    assert split("He is in jail.The judge left.") == ["He is in jail.", "The judge left."]


@given(st.text(alphabet=st.sampled_from("aB. ?!\n“”\"'’J9,"), max_size=200))
def test_sentences_hold_all_tokens(text: str) -> None:
    """Every token is in exactly one sentence, in order."""
    tokens = find_tokens(text)
    sentences = find_sentences(text, tokens, find_paragraphs(text))
    assert list(range(len(tokens))) == [index for s in sentences for index in range(s.first, s.last)]
