"""Tokens and paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.annotations.tokens import find_paragraphs, find_tokens

WRAPPED = (
    "Mira Okonjo of Lodi was charged with wire fraud on Monday by Rosa\n"
    "Prosecutors, who say that she took more than two million dollars\nFrom clients."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jean-Luc O'Brien’s car", ["Jean-Luc", "O'Brien", "’s", "car"]),
        ("the 34-year-old's $500,000.50 bail", ["the", "34-year-old", "'s", "$", "500,000.50", "bail"]),
        ("in Lodi, Calif. on Jan. 6 at 9 a.m.", ["in", "Lodi", ",", "Calif.", "on", "Jan.", "6", "at", "9", "a.m."]),
        ("J. R. Roe of the U.S. Navy.", ["J.", "R.", "Roe", "of", "the", "U.S.", "Navy", "."]),
        ("He didn't. They're AT&T's.", ["He", "didn't", ".", "They", "'re", "AT&T", "'s", "."]),
        ("No. 5 said no.", ["No.", "5", "said", "no", "."]),
        (
            "see https://roe.example/a?b=1 or jo@roe.example",
            ["see", "https://roe.example/a?b=1", "or", "jo@roe.example"],
        ),
        ("“Go,” 6.5% – now…", ["“", "Go", ",", "”", "6.5", "%", "–", "now", "…"]),
        ("de\u0301ja\u0300 vu", ["de\u0301ja\u0300", "vu"]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    """Words, numbers, abbreviations and clitics are tokens of their own."""
    assert expected == [token.text for token in find_tokens(text)]


@given(st.text(max_size=300))
def test_tokens_cover_all_but_white_space(text: str) -> None:
    """Each token is the quote at its offsets, and only white space is left out."""
    tokens = find_tokens(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert "".join(text.split()) == "".join("".join(token.text.split()) for token in tokens)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.\n\n\n Three. ", ["One.", "Two.", "Three."]),
        ("A headline\nA first line.", ["A headline", "A first line."]),
        ("A line that goes\non in lower case.", ["A line that goes\non in lower case."]),
        (WRAPPED, [WRAPPED]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    """Empty lines and line ends part paragraphs, unless the lines were wrapped by hand."""
    assert expected == [span.of(text) for span in find_paragraphs(text)]
