"""What holds for every finder on any text: order, places, bounds, linear time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.values.ages import find_ages
from extractors.values.countries import find_nationalities
from extractors.values.counts import find_counts
from extractors.values.dates import find_dates
from extractors.values.durations import find_durations
from extractors.values.money import find_money
from extractors.values.offences import find_offences, iccs_code
from extractors.values.penalties import find_penalties

if TYPE_CHECKING:
    from collections.abc import Callable

FINDERS: dict[str, Callable[[str], list[Any]]] = {
    "ages": find_ages,
    "counts": find_counts,
    "dates": lambda text: find_dates(text, "2021-06-09"),
    "durations": find_durations,
    "money": find_money,
    "nationalities": find_nationalities,
    "offences": find_offences,
    "penalties": find_penalties,
}

GIVEN_THE_OTHERS: dict[str, Callable[[str], list[Any]]] = {
    "counts": lambda text: find_counts(text, []),
    "penalties": lambda text: find_penalties(text, [], []),
}
"""Finders that find the values of others first where they are not given them: their own cost alone."""

WORDS = [
    "one",
    "two",
    "twenty",
    "hundred",
    "million",
    "a",
    "and",
    "half",
    "5",
    "34",
    "2,000",
    "1.5",
    "2019",
    "$",
    "£5",
    "Rs",
    "USD",
    "percent",
    "years",
    "year-old",
    "-",
    "months",
    "to",
    "life",
    "days",
    "ago",
    "later",
    "May",
    "March",
    "3",
    "Jan.",
    "Monday",
    "last",
    "next",
    "week",
    "prison",
    "fine",
    "of",
    "in",
    "restitution",
    "murder",
    "conspiracy",
    "to",
    "commit",
    "wire",
    "fraud",
    "possession",
    "a",
    "firearm",
    "with",
    "intent",
    "steal",
    "death",
    "sentenced",
    "Russian",
    "national",
    "U.S.",
    "Dora",
    "Quill,",
    "62,",
    ".",
    ",",
    "\n",
    "İ",
    "people",
    "more",
    "than",
    "up",
    "or",
    "between",
    "euros",
    "3/4/2015",
    "4-5",
    "the",
    "children",
    "driving",
    "under",
    "influence",
    "attempted",
]
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))


@pytest.mark.parametrize("name", FINDERS)
@given(text=TEXTS)
def test_spans_lie_in_the_text_in_order(name: str, text: str) -> None:
    """Whatever the text, values have words, stand in text order and do not overlap."""
    end = 0
    for value in FINDERS[name](text):
        assert end <= value.span.start < value.span.end <= len(text)
        assert value.span.of(text).strip()
        assert value.rule
        end = value.span.end


@given(text=TEXTS)
def test_values_are_in_range(text: str) -> None:
    """Normal forms keep to what the records allow."""
    assert all(0 <= age.years <= 120 for age in find_ages(text))
    assert all(money.value >= 0 for money in find_money(text))
    assert all(duration.months > 0 for duration in find_durations(text))
    for date in find_dates(text, "2021-06-09"):
        assert date.value is None or len(date.value) in {4, 7, 10}
    code = iccs_code(text)
    assert code is None or code.isdigit()


MEGABYTE = 1_000_000
SHORT = 40_000
ADVERSARIAL = [
    "1 ",
    "1",
    "1,1",
    "$",
    "$1",
    "one ",
    "one hundred and ",
    "a ",
    "and ",
    "January ",
    "Jan. 1 ",
    "1/1/",
    "Monday, ",
    "2019 ",
    "2019-",
    "years ",
    "1 year ",
    "a year and ",
    "1 to ",
    "between 1 and ",
    "two days later ",
    "34-year-",
    "Aa, 34, ",
    "(34) ",
    "more than ",
    "or more ",
    "million ",
    "1 million ",
    "1-",
    "sentence of ",
    "life ",
    "prison ",
    "fine of ",
    "conspiracy to commit ",
    "conspiring to ",
    "attempted ",
    "murder ",
    "murder of a child ",
    "possession of ",
    "possession-",
    "with intent to ",
    "false ",
    "violating the ",
    "Russian ",
    "citizen of ",
    "R",
    "Rs ",
    "per ",
    " ",
    "\n",
    "-",
    "’",
    "of the ",
]


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_linear_time(unit: str) -> None:
    """A repeated fragment takes its length's share of time; a quadratic pattern would take minutes here."""
    for name, finder in FINDERS.items():
        assert _seconds(finder, unit * (SHORT // len(unit))) < 1.0, name


@pytest.mark.long
@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_megabyte(unit: str) -> None:
    """A megabyte of one fragment is read in seconds."""
    for name, finder in (FINDERS | GIVEN_THE_OTHERS).items():
        assert _seconds(finder, unit * (MEGABYTE // len(unit))) < 10.0, name


def _seconds(finder: Callable[[str], list[Any]], text: str) -> float:
    began = time.process_time()
    finder(text)
    return time.process_time() - began
