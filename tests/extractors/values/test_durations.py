"""Lengths of time in whole months."""

from __future__ import annotations

import pytest

from extractors.values.durations import find_durations, whole_months

DURATIONS = [
    ("four-and-a-half years", 54, None, "="),
    ("5 years and 4 months", 64, None, "="),
    ("18 months", 18, None, "="),
    ("22-year", 264, None, "="),
    ("a year and a day", 12, None, "="),
    ("a year and a half", 18, None, "="),
    ("10 to 15 years", 120, 180, "="),
    ("between six and twelve months", 6, 12, "="),
    ("one hundred and five years", 1260, None, "="),
    ("up to five years", 60, None, "<="),
    ("no more than 18 months", 18, None, "<="),
    ("at least two years", 24, None, ">="),
    ("more than a decade", 120, None, ">"),
    ("10 days", 1, None, "="),
    ("180 days", 6, None, "="),
    ("two weeks", 1, None, "="),
    ("five (5) years", 60, None, "="),
    ("three years or more", 36, None, ">="),
]


@pytest.mark.parametrize(("words", "months", "months_max", "comparator"), DURATIONS, ids=[row[0] for row in DURATIONS])
def test_find_durations(words: str, months: int, months_max: int | None, comparator: str) -> None:
    """Years, months and days add up; ranges keep both ends; the words before bound the length."""
    text = f"He got {words}, she said."
    (duration,) = find_durations(text)
    assert (duration.months, duration.months_max, duration.comparator) == (months, months_max, comparator)
    assert duration.span.of(text) == words


@pytest.mark.parametrize("text", ["25 years to life", "34 years-to-life", "15-years-to-life"])
def test_to_life(text: str) -> None:
    """`25 years to life` is open upwards."""
    (duration,) = find_durations(text)
    assert duration.to_life
    assert duration.months_max is None


@pytest.mark.parametrize(
    "text",
    [
        "a 34-year-old man",
        "five years ago",
        "18 years of age",
        "two days later",
        "0 years",
        "five yearly visits",
        "years",
    ],
)
def test_no_durations(text: str) -> None:
    """Ages, dates and nothing at all are no lengths of time."""
    assert find_durations(text) == []


@pytest.mark.parametrize(("months", "whole"), [(0.0, 0), (0.01, 1), (0.4, 1), (1.5, 2), (2.49, 2)])
def test_whole_months(months: float, whole: int) -> None:
    """Anything at all is at least a month."""
    assert whole_months(months) == whole
