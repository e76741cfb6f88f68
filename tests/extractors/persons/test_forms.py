"""Forms of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.persons.forms import can_be_same, differs_by_a_letter, parse_form


@pytest.mark.parametrize(
    ("name", "parts", "surname", "suffix"),
    [
        ("José de la Cruz, Jr.", "jose de la cruz", "de la cruz", "jr"),
        ("Mira Okonjo", "mira okonjo", "okonjo", None),
        ("Okonjo", "okonjo", "okonjo", None),
        ("al-Haddadi", "al-haddadi", "al-haddadi", None),
        ("De Castro", "de castro", "de castro", None),
        ("", "", "", None),
    ],
)
def test_parse_form(name: str, parts: str, surname: str, suffix: str | None) -> None:
    """A form has folded parts, a surname with its particles and a suffix."""
    form = parse_form(name)
    assert (parts.split(), surname.split(), suffix) == (list(form.parts), list(form.surname), form.suffix)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Mira Okonjo", "Mira Ada Okonjo", True),
        ("J. R. Pemberton", "John Pemberton", True),
        ("Mira Okonjo", "Peter Okonjo", False),
        ("Sam Roe Sr.", "Sam Roe, Jr.", False),
        ("Sam Roe", "Sam Roe, Jr.", True),
        ("Castro Font", "Jorge Castro Font", True),
        ("María García", "María García López", True),
        ("Ada Mira Okonjo", "Mira Okonjo", True),
        ("Mira Okonjo", "Mira Adeyinka", False),
    ],
)
def test_can_be_same(one: str, other: str, *, expected: bool) -> None:
    """Full names are one person's when surname and given names agree."""
    assert expected is can_be_same(parse_form(one), parse_form(other))
    assert expected is can_be_same(parse_form(other), parse_form(one))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Velikanov", "Velkanov", True),
        ("Mira Okonjo", "Mira Okonio", True),
        ("Velikanov", "Vleikanov", True),
        ("Smith", "Smyth", True),
        ("Roe", "Rowe", False),
        ("Velikanov", "Veliganin", False),
        ("Mira Okonjo", "Okonjo", False),
    ],
)
def test_differs_by_a_letter(one: str, other: str, *, expected: bool) -> None:
    """One letter in a long name is a slip of the pen."""
    assert expected is differs_by_a_letter(parse_form(one), parse_form(other))


@given(st.text(max_size=60))
def test_any_name_is_itself(name: str) -> None:
    """Any text has a form that can be its own."""
    form = parse_form(name)
    assert can_be_same(form, form)
