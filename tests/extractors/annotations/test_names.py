"""Names: what the trained tagger makes of invented people."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.annotations.annotate import annotate
from extractors.annotations.features import article_hints, shape
from extractors.annotations.names import spans_of


def names(text: str, label: str = "PERSON") -> list[str]:
    return [name.text for name in annotate(text).names if name.label == label]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deputy District Attorney Mira Okonjo prosecuted the case.", ["Mira Okonjo"]),
        ("Mr. Dmitri Velikanov’s lawyer said Velikanov was innocent.", ["Dmitri Velikanov", "Velikanov"]),
        ("Jean-Luc O'Garra, 34, of Lodi, was charged with fraud.", ["Jean-Luc O'Garra"]),
        ("Police arrested Li Weiming and Fatima al-Haddadi on Monday.", ["Li Weiming", "Fatima al-Haddadi"]),
        ("Judge J. R. Pemberton sentenced him to five years.", ["J. R. Pemberton"]),
        ("Prosecutors accused Rajesh Venkataraman, 41, of theft.", ["Rajesh Venkataraman"]),
        ("Chukwuemeka Adeyinka pleaded guilty. Adeyinka, 29, will be sentenced.", ["Chukwuemeka Adeyinka", "Adeyinka"]),
        ('Edward "Pico" Marsden, 50, was held without bail.', ['Edward "Pico" Marsden']),
    ],
)
def test_persons(text: str, expected: list[str]) -> None:
    """People from anywhere are found, without titles and possessives."""
    assert expected == names(text)


def test_surname_learns_from_full_name() -> None:
    """A surname alone at the start of a sentence is known by the full name elsewhere."""
    text = "Baker left. Police said that Tamsin Baker, 40, of Lodi, was charged. Baker denies it."
    assert names(text) == ["Baker", "Tamsin Baker", "Baker"]


def test_other_labels() -> None:
    """Organisations, places and peoples have their own labels."""
    text = "The Russian embassy in Ankara told the Federal Bureau of Investigation that Kenya had agreed."
    assert names(text, "NORP") == ["Russian"]
    assert {"Ankara", "Kenya"} <= set(names(text, "LOC"))
    assert "Federal Bureau of Investigation" in names(text, "ORG")


def test_spans_of() -> None:
    """B and I labels become spans; an I without its B begins one."""
    labels = ["B-PERSON", "I-PERSON", "O", "I-ORG", "B-ORG", "B-LOC"]
    assert spans_of(labels) == [(0, 2, "PERSON"), (3, 4, "ORG"), (4, 5, "ORG"), (5, 6, "LOC")]


@pytest.mark.parametrize(("word", "expected"), [("Jean-Luc", "Xx-Xx"), ("FBI", "XX"), ("2,500", "d,d"), ("A", "X")])
def test_shape(word: str, expected: str) -> None:
    """A shape shows capitals, small letters and digits."""
    assert expected == shape(word)


def test_hints() -> None:
    """The article tells which capitalised words it also writes small."""
    assert {
        word: article_hints(["Police", "met", "police", "Roe", "ROE"])[word.lower()].removeprefix("doc=").split("+")[0]
        for word in ("Police", "Roe")
    } == {"Police": "small", "Roe": "title"}


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    """Any text is annotated, and every name is the quote at its offsets."""
    annotated = annotate(text)
    assert all(name.span.of(text) == name.text for name in annotated.names)
    assert all(0 <= name.confidence <= 1 for name in annotated.names)
