"""Values are looked for only where one can begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.patterns import expand_parts, load_rules
from extractors.values.ages import find_ages
from extractors.values.dates import find_dates
from extractors.values.durations import find_durations
from extractors.values.money import SIGNS, find_money
from extractors.values.scan import Scanner

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = "(?:<<before_number>>)(?:<<number_start>>)"
ANYWHERE: dict[Callable[..., list[Any]], str] = {
    find_dates: r"(?<!\w)[A-Za-z]|(?<![\w$£€.,])(?!\d{1,3} \d)\d",
    find_durations: NUMBER,
    find_money: rf"{NUMBER}|[{SIGNS}]|(?<![\w$])(?=[A-Za-z.ł]{{1,5}} ?[$¢₵\d])",
    find_ages: rf"{NUMBER}|(?<!\w)(?:[Aa]ged?|[Tt]he age|[Uu]nder age|[Oo]ver age) |(?<=\()\d",
}
"""The places where a value of each kind can begin at all; most of them are not asked."""
TABLES = ("dates.yml", "durations.yml", "money.yml", "ages.yml")
EXAMPLES = sorted(
    {example for table in TABLES for rule in load_rules(table) for example in (*rule.matches, *rule.rejects)}
)
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


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.sampled_from(EXAMPLES), st.sampled_from(BETWEEN), st.integers(0, 9)), min_size=1, max_size=4),
    st.sampled_from([str, str.title]),
)
def test_values_begin_where_they_are_looked_for(
    pieces: list[tuple[str, str, int]], written: Callable[[str], str]
) -> None:
    """Examples of the rules, cut and joined at random, give the same values where each word and number is tried."""
    text = written("".join(example[cut:] + between for example, between, cut in pieces))
    for find, anywhere in ANYWHERE.items():
        arguments = (text, "2024-05-06") if find is find_dates else (text,)
        found = find(*arguments)
        places = [match.start() for match in re.finditer(f"(?={expand_parts(anywhere)})", text)]
        with mock.patch.object(Scanner, "_starts", lambda _, __, places=places: places):
            assert find(*arguments) == found
