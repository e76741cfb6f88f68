"""Penalties as written."""

from __future__ import annotations

import pytest

from extractors.values.penalties import find_penalties

Row = tuple[str, int | None, int | None, float | None, str]


def prison(months: int, comparator: str = "=", months_max: int | None = None) -> Row:
    return ("imprisonment", months, months_max, None, comparator)


def of_kind(kind: str, months: int | None = None) -> Row:
    return (kind, months, None, None, "=")


def money(kind: str, value: float, comparator: str = "=") -> Row:
    return (kind, None, None, value, comparator)


PENALTIES: list[tuple[str, list[Row]]] = [
    ("five years in state prison", [prison(60)]),
    ("a 22-year prison sentence", [prison(264)]),
    ("was sentenced to 10 years", [prison(120)]),
    ("was jailed for six months", [prison(6)]),
    ("180 days in jail", [prison(6)]),
    ("serving a 10-year sentence", [prison(120)]),
    ("a maximum penalty of 10 years", [prison(120, "<=")]),
    ("faces up to five years in prison", [prison(60, "<=")]),
    ("faces 10 to 15 years in prison", [prison(120, "=", 180)]),
    ("34 years-to-life in prison", [prison(408), of_kind("life")]),
    ("25 years to life", [prison(300), of_kind("life")]),
    ("life without the possibility of parole", [of_kind("life")]),
    ("two consecutive life sentences", [of_kind("life")]),
    ("was sentenced to life", [of_kind("life")]),
    ("sentenced to death", [of_kind("death")]),
    ("faces the death penalty", [of_kind("death")]),
    ("three years of supervised release", [of_kind("supervised_release", 36)]),
    ("three years formal probation", [of_kind("probation", 36)]),
    ("six months of house arrest", [of_kind("house_arrest", 6)]),
    ("240 hours of community service", [of_kind("community_service")]),
    ("a fine of $5,000", [money("fine", 5000)]),
    ("a $1,000 fine", [money("fine", 1000)]),
    ("was fined £500", [money("fine", 500)]),
    ("a fine of up to $250,000", [money("fine", 250_000, "<=")]),
    ("pay $225,000 in restitution", [money("restitution", 225_000)]),
    ("restitution of $900", [money("restitution", 900)]),
    ("agreed to forfeit $3 million", [money("forfeiture", 3_000_000)]),
    (
        "five years in prison, three years of supervised release and a fine of $900",
        [prison(60), of_kind("supervised_release", 36), money("fine", 900)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PENALTIES, ids=[row[0] for row in PENALTIES])
def test_find_penalties(text: str, expected: list[Row]) -> None:
    """A length of time or an amount is a penalty by the words beside it."""
    found = find_penalties(f"He got {text}.")
    assert [(p.kind, p.months, p.months_max, p.value, p.comparator) for p in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "worked there for five years",
        "lost $5,000",
        "the love of his life",
        "his death",
        "two years ago",
        "life savings",
    ],
)
def test_no_penalties(text: str) -> None:
    """Other lengths, amounts, lives and deaths are no penalties."""
    assert find_penalties(f"He {text}.") == []


def test_words_of_a_penalty() -> None:
    """The span covers the words that make the value a penalty."""
    text = "She got five years in state prison and a fine of $900."
    assert [p.span.of(text) for p in find_penalties(text)] == ["five years in state prison", "fine of $900"]


def test_letters_that_grow_when_small() -> None:
    """The letter that becomes two in small letters moves no penalty."""
    text = "İİİ: Life Without Parole, and 40 Hours of Community Service."
    found = [mention.span.of(text) for mention in find_penalties(text)]
    assert found == ["Life Without Parole", "40 Hours of Community Service"]
