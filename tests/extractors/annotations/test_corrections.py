"""Corrections of names, given what a tagger might have found."""

from __future__ import annotations

import pytest

from extractors.annotations.corrections import correct_names, trim_name
from extractors.annotations.model import Name
from extractors.annotations.tokens import find_tokens
from schemas.base import Span


def found(text: str, *names: tuple[str, str]) -> list[Name]:
    """Return the names at their first places behind each other."""
    made: list[Name] = []
    for words, label in names:
        start = text.index(words, made[-1].span.end if made else 0)
        made.append(Name(Span(start, start + len(words)), words, label, 0.9))
    return made


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        # whom the words around introduce is a person
        ("a banker, Ivo Stagna, who was here", [("Ivo Stagna", "ORG")], [("Ivo Stagna", "PERSON")]),
        ("The fourth accused, Lovepreet, fled.", [("Lovepreet", "LOC")], [("Lovepreet", "PERSON")]),
        ("a man identified as Tewodros", [("Tewodros", "LOC")], [("Tewodros", "PERSON")]),
        ("the surrender of Ivo Krol (38), with", [("Ivo Krol", "LOC")], [("Ivo Krol", "PERSON")]),
        ("and Tran Quoc Thang, were held", [("Tran Quoc Thang", "ORG")], [("Tran Quoc Thang", "PERSON")]),
        ("It fined Ho Chi Minh Trading.", [("Ho Chi Minh Trading", "ORG")], [("Ho Chi Minh Trading", "ORG")]),
        ("the suspect, Boston police said", [("Boston police", "ORG")], [("Boston police", "ORG")]),
        ("a trader at Battery Road (38)", [("Battery Road", "LOC")], [("Battery Road", "LOC")]),
        (
            'Edward "Pico" Marsden left.',
            [("Edward", "PERSON"), ("Marsden", "PERSON")],
            [('Edward "Pico" Marsden', "PERSON")],
        ),
        (
            "Edwardo “Ed” van Marsden left.",
            [("Edwardo", "PERSON"), ("Ed” van Marsden", "PERSON")],
            [("Edwardo “Ed” van Marsden", "PERSON")],
        ),
        (
            "Police held Mira Okonjo (34) for theft. A court gave bail to Sam Roe.",
            [("Mira Okonjo", "PERSON"), ("Sam Roe", "PERSON")],
            [("Mira Okonjo", "PERSON"), ("Sam Roe", "PERSON")],
        ),
        (
            "Mira Okonjo (left) and Sam Roe were held.",
            [("Mira Okonjo", "PERSON"), ("Sam Roe", "PERSON")],
            [("Mira Okonjo", "PERSON"), ("Sam Roe", "PERSON")],
        ),
        ("A Lodi man was held.", [("Lodi", "PERSON")], [("Lodi", "LOC")]),
        ("Babysitter held for theft\n\nPolice said so.", [("Babysitter", "PERSON")], []),
        (
            "Baker held for theft\n\nPolice held Sam Baker.",
            [("Baker", "PERSON"), ("Sam Baker", "PERSON")],
            [("Baker", "PERSON"), ("Sam Baker", "PERSON")],
        ),
        ("Pfizer fined for theft\n\nPolice said so.", [("Pfizer", "ORG")], [("Pfizer", "ORG")]),
        (
            "Mira Okonjo, 34, of Lodi, was held.",
            [("Mira Okonjo", "PERSON"), ("Lodi", "PERSON")],
            [("Mira Okonjo", "PERSON"), ("Lodi", "LOC")],
        ),
        (
            "Mira Okonjo, 34, Lodi, was held.",
            [("Mira Okonjo", "PERSON"), ("Lodi", "PERSON")],
            [("Mira Okonjo", "PERSON"), ("Lodi", "LOC")],
        ),
        ("Tamsin Hall, 34, was held.", [("Tamsin Hall", "ORG")], [("Tamsin Hall", "PERSON")]),
        ("Tamsin Hall was convicted of fraud. She wept.", [("Tamsin Hall", "ORG")], [("Tamsin Hall", "PERSON")]),
        ("Lodi Bank was convicted of fraud. She wept.", [("Lodi Bank", "ORG")], [("Lodi Bank", "ORG")]),
        (
            "Ana De Castro Ruiz left. De Castro Ruiz wept. Then Castro Ruiz slept.",
            [("Ana De Castro Ruiz", "PERSON"), ("Castro Ruiz", "LOC")],
            [("Ana De Castro Ruiz", "PERSON"), ("De Castro Ruiz", "PERSON"), ("Castro Ruiz", "PERSON")],
        ),
    ],
)
def test_correct_names(text: str, names: list[tuple[str, str]], expected: list[tuple[str, str]]) -> None:
    """The words around a name, and the article's full names, correct the tagger."""
    corrected = correct_names(text, find_tokens(text), found(text, *names))
    assert expected == [(name.text, name.label) for name in corrected]
    assert all(name.text == name.span.of(text) for name in corrected)


@pytest.mark.parametrize(
    ("words", "label", "expected"),
    [
        ("Judge Mira Okonjo", "PERSON", "Mira Okonjo"),
        ("Because Okonjo", "PERSON", "Okonjo"),
        ("DCI Mira Okonjo", "PERSON", "Mira Okonjo"),
        ("Det Supt Mira Okonjo", "PERSON", "Mira Okonjo"),
        ("Si Okonjo", "PERSON", "Si Okonjo"),
        ("Mira Okonjo Image", "PERSON", "Mira Okonjo"),
        ("Sam Roe Jr.", "PERSON", "Sam Roe Jr."),
        ("The Lodi Times", "ORG", "The Lodi Times"),
        ("Lodi ,", "LOC", "Lodi"),
        ("“", "ORG", None),
    ],
)
def test_trim_name(words: str, label: str, expected: str | None) -> None:
    """Titles, function words and marks are cut off a name."""
    name = trim_name(words, find_tokens(words), label, 0.9)
    assert expected == (name.text if name else None)
