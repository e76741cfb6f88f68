"""Dates are looked for only where one can begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.patterns import load_rules
from extractors.values.dates import find_dates
from extractors.values.scan import Scanner

if TYPE_CHECKING:
    from collections.abc import Callable

ANYWHERE = re.compile(r"(?<!\w)[A-Za-z]|(?<![\w$£€.,])(?!\d{1,3} \d)\d")
EXAMPLES = sorted({example for rule in load_rules("dates.yml") for example in (*rule.matches, *rule.rejects)})
BETWEEN = [
    "",
    " ",
    ", ",
    ". ",
    "\n\n",
    " the ",
    " The ",
    " to",
    "-",
    "(",
    "9",
    " MAY ",
    " Mar",
    " of 3 ",
    "Aug",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(EXAMPLES), st.sampled_from(BETWEEN), st.integers(0, 9)), min_size=1, max_size=4),
    st.sampled_from([str, str.title]),
)
def test_dates_begin_where_they_are_looked_for(
    pieces: list[tuple[str, str, int]], written: Callable[[str], str]
) -> None:
    """Examples of the rules, cut and joined at random, give the same dates where each word and number is tried."""
    text = written("".join(example[cut:] + between for example, between, cut in pieces))
    found = find_dates(text, "2024-05-06")
    with mock.patch.object(Scanner, "_starts", lambda _, whole: [match.start() for match in ANYWHERE.finditer(whole)]):
        assert find_dates(text, "2024-05-06") == found
