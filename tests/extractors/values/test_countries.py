"""Countries from names, words for people, and places."""

from __future__ import annotations

import re

import pytest

from extractors.patterns import load_table
from extractors.values.countries import country_code, find_nationalities, state_country


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Russia", "RU"),
        ("Russian", "RU"),
        ("Russians", "RU"),
        ("the U.K.", "GB"),
        ("U.S.", "US"),
        ("the United States", "US"),
        ("CHINA", "CN"),
        ("Chinese", "CN"),
        ("Frenchmen", "FR"),
        ("Norway", "NO"),
        ("Norwegian", "NO"),
        ("Iran’s", "IR"),
        ("Georgia", None),
        ("Georgian", "GE"),
        ("North Korean", "KP"),
        ("Soviet Union", None),
        ("Yugoslav", None),
        ("Congolese", None),
        ("Korea", None),
        ("Atlantis", None),
        ("us", None),
        ("", None),
    ],
)
def test_country_code(words: str, code: str | None) -> None:
    """Names and words for people have a code; states that are no more, and shared words, have none."""
    assert country_code(words) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("California", "US"),
        ("Calif.", "US"),
        ("CA", "US"),
        ("NEW YORK", "US"),
        ("Georgia", "US"),
        ("Bihar", "IN"),
        ("Oslo", "NO"),
        ("Nowhere", None),
    ],
)
def test_state_country(words: str, code: str | None) -> None:
    """States, their abbreviations and large cities lie in one country."""
    assert state_country(words) == code


def test_find_nationalities() -> None:
    """Citizenship is told from a bare adjective."""
    text = "A Russian national, a citizen of China and two Americans ate in a German-made car; Indiana was far."
    assert [(n.span.of(text), n.country, n.is_citizenship) for n in find_nationalities(text)] == [
        ("Russian national", "RU", True),
        ("citizen of China", "CN", True),
        ("Americans", "US", False),
    ]


def test_table_is_consistent() -> None:
    """Codes are two letters, stand in order, and no word names two countries."""
    table = load_table("countries.yml")
    codes = list(table["countries"])
    assert codes == sorted(codes)
    assert all(re.fullmatch("[A-Z]{2}", code) for code in codes)
    for kind in ("names", "people"):
        words = [word for row in table["countries"].values() for word in row[kind]]
        assert len(words) == len(set(words))
    places = [place for row in table["places"].values() for place in row]
    assert len(places) == len(set(places))
