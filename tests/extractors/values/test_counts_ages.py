"""Counted people and things, and ages."""

from __future__ import annotations

import pytest

from extractors.values.ages import find_ages
from extractors.values.counts import find_counts
from schemas.base import Span

COUNTS = [
    ("More than 60 citizens were held.", [(60, ">", "citizens")]),
    ("At least 22 people died.", [(22, ">=", "people")]),
    ("It fell by 45 percent.", [(45, "=", "percent")]),
    ("It fell by 45%.", [(45, "=", "%")]),
    ("They saw two armed police officers.", [(2, "=", "armed police officers")]),
    ("Over 4,000 other known planets exist.", [(4000, ">", "other known planets")]),
    ("Seven killed, dozens hurt.", [(7, "=", "killed")]),
    ("One person was held.", [(1, "=", "person")]),
    ("Between 20 and 30 houses burned.", [(20, ">=", None), (30, "<=", "houses")]),
    ("A 60-80 percent chance.", [(60, ">=", None), (80, "<=", "percent")]),
    ("Two to three hundred cars burned.", [(200, ">=", None), (300, "<=", "cars")]),
    ("Sixty-six people or more were hurt.", [(66, ">=", "people")]),
    ("Four or more people met.", [(4, ">=", "people")]),
    ("He kept 90 of the 100.", [(90, "=", None)]),
    ("Of 40 passengers, 22 were saved.", [(40, "=", "passengers"), (22, "=", None)]),
    ("They cut 300 jobs in Spain and 200 in Peru.", [(300, "=", "jobs"), (200, "=", None)]),
    ("The toll surpassed 1,000 in Peru.", [(1000, ">", None)]),
]


@pytest.mark.parametrize(("text", "expected"), COUNTS, ids=[row[0] for row in COUNTS])
def test_find_counts(text: str, expected: list[tuple[float, str, str | None]]) -> None:
    """A count is a comparator, a number and what is counted, as far as the words say."""
    found = [(c.value, c.comparator, c.unit_span.of(text) if c.unit_span else None) for c in find_counts(text)]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "a 34-year-old man",
        "for five years",
        "on May 4, people",
        "$500 bills",
        "Section 12 offenders",
        "Flight 370 passengers",
        "at 10 p.m. guests",
        "the 2020 caucuses",
        "20 miles away",
        "one of the men",
        "18 per 100,000 people"[3:],
        "three times",
        "COVID-19 patients",
    ],
)
def test_no_counts(text: str) -> None:
    """Ages, lengths, dates, money, clock times, statutes and names count nothing."""
    assert find_counts(text) == []


def test_other_values_can_be_given() -> None:
    """Places that the caller knows to be taken hold no counts."""
    text = "40 men and 50 women"
    assert [count.value for count in find_counts(text, [])] == [40, 50]
    assert [count.value for count in find_counts(text, [Span(0, 6)])] == [50]


AGES = [
    ("a 34-year-old man", [34]),
    ("two 17-year-olds", [17]),
    ("He is 60 years old.", [60]),
    ("ninety-five years of age", [95]),
    ("Ivo Brandt, aged 40, was", [40]),
    ("Dora Quill, 62, of Harrow Hill", [62]),
    ("Dora Quill (62) was", [62]),
    ("Dora Quill Jr., 62, was", [62]),
    ("a child under the age of 14 and", [14]),
    ("Ivo Brandt, 19, and Dora Quill, 62.", [19, 62]),
]


@pytest.mark.parametrize(("text", "years"), AGES, ids=[row[0] for row in AGES])
def test_find_ages(text: str, years: list[int]) -> None:
    """Ages are read from compounds, `aged`, and behind names."""
    assert [age.years for age in find_ages(text)] == years


@pytest.mark.parametrize(
    "text",
    [
        "on May 4, 62 people",
        "500 years old",
        "on Friday, 13, we",
        "Section 12, 34, of",
        "8 months old",
        "a 34-year sentence",
    ],
)
def test_no_ages(text: str) -> None:
    """Days, counts, old walls and statutes have no age of a person."""
    assert find_ages(text) == []
