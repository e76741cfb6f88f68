"""The numbers that a claim states: people, things, money and percent, with comparator and unit."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from extractors.values.model import Money
from extractors.values.numbers import find_bound, normalise_number
from extractors.values.scan import find_numbers
from schemas.claim import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.model import Annotated
    from extractors.values.model import Count
    from schemas.base import Span


_SAYINGS: Final = frozenset({"a cent", "one cent", "a single cent", "a penny", "one penny", "a single penny"})
_MORE: Final = frozenset({"more", "others", "other"})
_NOUN: Final = re.compile(r" ((?:[a-z]{2,20}[ -])?[a-z]{3,20}s)\b(?! (?:of|to|for)\b)")
"""The plural behind `more`, with one word before it."""


class Quantities:
    """The counts and amounts of an article by their place."""

    def __init__(self, annotated: Annotated) -> None:
        self._annotated = annotated
        every: list[Count | Money] = [*annotated.counts, *annotated.money]
        self._found = sorted(every, key=lambda found: found.span)
        self._starts = [found.span.start for found in self._found]

    def inside(self, contents: Sequence[Span]) -> tuple[Quantity, ...]:
        """Return the quantities that stand inside the content, in text order."""
        return tuple(
            _of_money(self._annotated, found) if isinstance(found, Money) else _of_count(self._annotated, found)
            for content in contents
            for found in self._found[bisect_left(self._starts, content.start) : bisect_left(self._starts, content.end)]
            if found.span.end <= content.end and not _is_no_money(self._annotated, found)
        )

    def of_sum(self, put: Span) -> tuple[Quantity, ...]:
        """Return the numbers that a sum is put at, which stand without a noun: `the number of dead at between 150 and 200`."""
        text = self._annotated.text
        begins = text.find(" at ", put.start, put.end)
        found: list[tuple[Span, float]] = []
        reached = begins
        for number in find_numbers(text):
            value = normalise_number(number.of(text)) if reached < number.start < number.end <= put.end else None
            if value is not None:
                found.append((number, value))
                reached = number.end
        comparators = [find_bound(text, number.start).comparator for number, _ in found]
        if len(found) == 2 and "between" in text[begins : found[0][0].start]:
            comparators = [">=", "<="]
        return tuple(
            Quantity(
                comparator=comparator,
                value=value,
                text=number.of(text),
                evidence=(number,),
                rule="count_sum",
                confidence=0.7,
            )
            for (number, value), comparator in zip(found, comparators, strict=True)
        )


def _is_no_money(annotated: Annotated, found: Count | Money) -> bool:
    """Tell whether words of money are a manner of speaking: `we did not pay a cent`."""
    return isinstance(found, Money) and found.span.of(annotated.text).casefold() in _SAYINGS


def _unit_of(annotated: Annotated, count: Count) -> str | None:
    """Return the words that say what is counted: `39 more` says nothing of it, `two more arrests` does."""
    if count.unit_span is None:
        return None
    unit = count.unit_span.of(annotated.text)
    if unit.casefold() not in _MORE:
        return unit
    behind = _NOUN.match(annotated.text, count.unit_span.end)
    return behind[1] if behind else None


def _of_count(annotated: Annotated, count: Count) -> Quantity:
    unit = _unit_of(annotated, count)
    return Quantity(
        comparator=count.comparator,
        value=count.value,
        unit="percent" if unit == "%" else unit,
        text=count.span.of(annotated.text),
        evidence=(count.span,),
        rule=count.rule,
        confidence=0.85,
    )


def _of_money(annotated: Annotated, money: Money) -> Quantity:
    return Quantity(
        comparator=money.comparator,
        value=money.value,
        unit=money.currency,
        text=money.span.of(annotated.text),
        evidence=(money.span,),
        rule=money.rule,
        confidence=0.9,
    )
