"""The whole annotation of a text."""

from __future__ import annotations

import time

import pytest

from extractors.annotations.annotate import annotate


def test_empty() -> None:
    """An empty text has nothing."""
    annotated = annotate("")
    assert (annotated.paragraphs, annotated.tokens, annotated.sentences, annotated.names) == ([], [], [], [])


def test_values_and_names_come_together() -> None:
    """One call gives tokens, sentences, names and values."""
    text = "Mira Okonjo, 34, was fined $5,000 on 3 May 2023 and jailed for two years."
    annotated = annotate(text, "2023-05-04")
    assert annotated.names[0].text == "Mira Okonjo"
    assert [date.value for date in annotated.dates] == ["2023-05-03"]
    assert [money.value for money in annotated.money] == [5000.0]
    assert [duration.months for duration in annotated.durations] == [24]
    assert [age.years for age in annotated.ages] == [34]


@pytest.mark.parametrize(
    "unit",
    ["Aa ", "a" * 50, '"', "' ", "“a ", "U.S. ", "J. ", "a.b", "A-", "(", "Smith ", "1,111", "\n", "’s", "é\u0301"],
    ids=repr,
)
def test_time_is_linear(unit: str) -> None:
    """Ten times as much of one thing over and over takes about ten times as long."""
    seconds = []
    for size in (15_000, 150_000):
        text = unit * (size // len(unit))
        start = time.process_time()
        annotate(text)
        seconds.append(time.process_time() - start)
    assert seconds[1] < 30 * max(seconds[0], 0.05)
