"""Numbers from words and digits, and the comparators before them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.values.numbers import Bound, find_bound, normalise_number

NUMBERS = [
    ("5", 5),
    ("1,250,000", 1_250_000),
    ("12,34,567", 1_234_567),
    ("3.5", 3.5),
    ("Fifty-nine", 59),
    ("a hundred", 100),
    ("a hundred and five thousand", 105_000),
    ("two thousand, four hundred", 2_400),
    ("twenty-five hundred", 2_500),
    ("1.2 million", 1_200_000),
    ("half a million", 500_000),
    ("two and a half million", 2_500_000),
    ("a million and a half", 1_500_000),
    ("four-and-a-half", 4.5),
    ("2½", 2.5),
    ("a dozen", 12),
    ("two dozen", 24),
    ("15 lakh", 1_500_000),
    ("5 crore", 50_000_000),
    ("dozens", None),
    ("several", None),
    ("", None),
    ("a", None),
]


@pytest.mark.parametrize(("words", "value"), NUMBERS)
def test_normalise_number(words: str, value: float | None) -> None:
    """Digits, words, scales and halves become one number; vague words none."""
    assert normalise_number(words) == value


@given(st.integers(min_value=0, max_value=999_999_999))
def test_digits_with_separators(number: int) -> None:
    """Thousands separators do not change the number."""
    assert normalise_number(f"{number:,}") == number


@given(st.text(max_size=60))
def test_normalise_number_never_raises(words: str) -> None:
    """Any text is a number or none."""
    normalise_number(words)


@pytest.mark.parametrize(
    ("before", "comparator"),
    [
        ("more than ", ">"),
        ("no more than ", "<="),
        ("at least ", ">="),
        ("up to ", "<="),
        ("nearly ", "~"),
        ("fewer than ", "<"),
        ("found ", "="),
        ("", "="),
        ("over. ", "="),
    ],
)
def test_find_bound(before: str, comparator: str) -> None:
    """The longest phrase right before the number bounds it."""
    text = f"They counted {before}40"
    bound = find_bound(text, len(text) - 2)
    assert bound.comparator == comparator
    if comparator != "=":
        assert text[bound.start : -2] == before


def test_bound_at_the_start_of_the_text() -> None:
    """A number that opens the text has no bound."""
    assert find_bound("40 men", 0) == Bound(0, "=")
