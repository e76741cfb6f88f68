"""Names: what the trained tagger makes of invented people, and that the features do not depend on the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.annotations.annotate import annotate
from extractors.annotations.crf import every_feature, known_features, load_tagger
from extractors.annotations.features import FeatureMaker, article_hints, shape
from extractors.annotations.names import FIRST_MODEL, spans_of


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


def test_features_that_a_model_does_not_know_change_nothing() -> None:
    """The tagger gives the same labels and probabilities with all features and with those that it has weights for."""
    words = [
        "Judge",
        "Ana",
        "Modelo",
        "of",
        "Lisbon",
        "sentenced",
        "Rui",
        "Exemplo,",
        "a",
        "former",
        "Zyxwv",
        "banker,",
        "on",
        "Monday",
        ".",
    ]
    tagger = load_tagger(FIRST_MODEL)
    readings = []
    for encode in (every_feature, known_features(FIRST_MODEL)):
        rows = FeatureMaker(encode).of_sentence(words, article_hints(words))
        labels = tagger.tag(rows)
        readings.append((labels, [tagger.marginal(label, index) for index, label in enumerate(labels)]))
    assert readings[0] == readings[1]


def test_known_features_are_those_of_the_file() -> None:
    """What a model file names is known, what it does not name is not."""
    encode = known_features(FIRST_MODEL)
    assert encode("w=police") == b"w=police"
    assert encode("w=no such word in any text") is None
    dumped = load_tagger(FIRST_MODEL).info()
    assert {name for name, _ in dumped.state_features} == {name for name, _ in dumped.state_features if encode(name)}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    """Any text is annotated, and every name is the quote at its offsets."""
    annotated = annotate(text)
    assert all(name.span.of(text) == name.text for name in annotated.names)
    assert all(0 <= name.confidence <= 1 for name in annotated.names)
