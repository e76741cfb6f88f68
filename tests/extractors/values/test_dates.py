"""Dates as written, and their values against the day of publication."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.values.dates import find_dates

# 2021-06-09 was a Wednesday.
PUBLISHED = "2021-06-09"

DATES = [
    # the words name the whole date
    ("on April 14, 2015", [("April 14, 2015", "2015-04-14")]),
    ("on 14 April 2015", [("14 April 2015", "2015-04-14")]),
    ("on Jan. 6, 2017", [("Jan. 6, 2017", "2017-01-06")]),
    ("on Monday, March 3rd 2008,", [("Monday, March 3rd 2008", "2008-03-03")]),
    ("since 2020-02-29.", [("2020-02-29", "2020-02-29")]),
    ("in May 2015", [("May 2015", "2015-05")]),
    ("in 2013", [("2013", "2013")]),
    ("between 2008 and 2010", [("2008", "2008"), ("2010", "2010")]),
    ("a 1995 burglary", [("1995", "1995")]),
    ("on February 30, 2020", [("February 30, 2020", None)]),
    # a year that stands with the other date
    ("between April 3 and May 5, 2012", [("April 3", "2012-04-03"), ("May 5, 2012", "2012-05-05")]),
    ("from Dec. 30 to Jan. 2, 2019", [("Dec. 30", "2018-12-30"), ("Jan. 2, 2019", "2019-01-02")]),
    ("on April 3 and 4", [("April 3", "2021-04-03"), ("4", "2021-04-04")]),
    ("April 3-5, 2012", [("April 3", "2012-04-03"), ("5, 2012", "2012-04-05")]),
    # partial, past
    ("He was held on Thursday.", [("Thursday", "2021-06-03")]),
    ("He was held on Wednesday.", [("Wednesday", "2021-06-09")]),
    ("She was born in January.", [("January", "2021-01")]),
    ("He was seen in August.", [("August", "2020-08")]),
    ("It began on 14 April.", [("14 April", "2021-04-14")]),
    ("It began on December 24.", [("December 24", "2020-12-24")]),
    # partial, future
    ("He will be sentenced on Monday.", [("Monday", "2021-06-14")]),
    ("A hearing is scheduled for February 4.", [("February 4", "2022-02-04")]),
    ("On Friday, Ivo Brandt will appear in court.", [("Friday", "2021-06-11")]),
    ("The trial is set for August.", [("August", "2021-08")]),
    ("Officials on Saturday said it may have happened.", [("Saturday", "2021-06-05")]),
    ("He was told that he will be freed on Monday.", [("Monday", "2021-06-14")]),
    # relative
    ("today", [("today", "2021-06-09")]),
    ("yesterday", [("yesterday", "2021-06-08")]),
    ("tomorrow", [("tomorrow", "2021-06-10")]),
    ("last night", [("last night", "2021-06-08")]),
    ("last Friday", [("last Friday", "2021-06-04")]),
    ("next Tuesday", [("next Tuesday", "2021-06-15")]),
    ("earlier this month", [("earlier this month", "2021-06")]),
    ("last month", [("last month", "2021-05")]),
    ("last year", [("last year", "2020")]),
    ("later this year", [("later this year", "2021")]),
    ("next year", [("next year", "2022")]),
    ("three days ago", [("three days ago", "2021-06-06")]),
    ("two years ago", [("two years ago", "2019")]),
    ("four months ago", [("four months ago", "2021-02")]),
    ("in March last year", [("March last year", "2020-03")]),
    # a week that lies in one month has that month; one that does not has the year
    ("next week", [("next week", "2021-06")]),
    ("last week", [("last week", "2021")]),
    # counted from a day named before
    (
        "She left on May 3, 2019. He was found two days later.",
        [("May 3, 2019", "2019-05-03"), ("two days later", "2019-05-05")],
    ),
    ("on May 3, 2019, and the next day", [("May 3, 2019", "2019-05-03"), ("the next day", "2019-05-04")]),
    ("on Tuesday of last week", [("Tuesday of last week", "2021-06-01")]),
    ("on Christmas Eve", [("Christmas Eve", "2020-12-24")]),
    ("on New Year's Day 2015", [("New Year's Day 2015", "2015-01-01")]),
    # numeric
    ("on 14.04.2015", [("14.04.2015", "2015-04-14")]),
    ("on 4/14/2015", [("4/14/2015", "2015-04-14")]),
    ("on 14/4/2015", [("14/4/2015", "2015-04-14")]),
    ("on 3/4/2015", [("3/4/2015", None)]),
    ("on 3/4/2015 and 4/14/2015", [("3/4/2015", "2015-03-04"), ("4/14/2015", "2015-04-14")]),
    ("on 3/4/2015 and 14/4/2015", [("3/4/2015", "2015-04-03"), ("14/4/2015", "2015-04-14")]),
]


@pytest.mark.parametrize(("text", "expected"), DATES, ids=[text for text, _ in DATES])
def test_find_dates(text: str, expected: list[tuple[str, str | None]]) -> None:
    """Each date comes with its words and the value that they have on the day of publication."""
    assert [(date.span.of(text), date.value) for date in find_dates(text, PUBLISHED)] == expected


NO_DATES = [
    "He may march.",
    "May Brandt smiled.",
    "2,013 people",
    "it cost $2013",
    "Room 2013",
    "2013 people came",
    "section 4/14",
    "the 12 men",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_no_dates(text: str) -> None:
    """Numbers, names and verbs that look like dates are none."""
    assert find_dates(text, PUBLISHED) == []


@pytest.mark.parametrize("text", ["on Thursday", "last week", "in January", "14 April", "today", "two years ago"])
@pytest.mark.parametrize("published_at", [None, "", "2021-06", "not a date", "0001-01-01"])
def test_without_publication_day(text: str, published_at: str | None) -> None:
    """Relative and partial dates stay open where the day of publication is not known."""
    assert [date.value for date in find_dates(text, published_at)] == [None]


def test_explicit() -> None:
    """Only dates whose words name the year are explicit."""
    text = "He was held on May 3, 2019, and freed on June 1."
    assert [date.is_explicit for date in find_dates(text, PUBLISHED)] == [True, False]


@given(st.dates())
def test_round_trip(day: object) -> None:
    """A date written in full is read back."""
    text = f"on {day:%B} {day.day}, {day:%Y}."  # type: ignore[attr-defined]
    found = [date.value for date in find_dates(text, None)]
    if 1600 <= day.year < 2100:  # type: ignore[attr-defined]
        assert found == [str(day)]
