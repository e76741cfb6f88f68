"""Whom the words around a name mark as an official, a victim or a relative."""

from __future__ import annotations

import pytest

from extractors.annotations.annotate import annotate
from extractors.cases.places import find_offices
from extractors.cases.roles import find_officials
from extractors.patterns import Rule, load_rules, load_table
from extractors.persons.resolve import resolve_people

TITLES = load_table("roles.yml")
BEFORE = [*TITLES["legal_titles"], *TITLES["victim_titles"], *TITLES["offices"], "the Honorable", "District Attorney,"]
KIN = ["brother", "sister", "wife", "mother-in-law", "widow"]


def marked(text: str) -> bool:
    """Tell whether somebody in the text is marked as an official."""
    annotated = annotate(text)
    return bool(find_officials(annotated, resolve_people(annotated)))


@pytest.mark.parametrize("title", BEFORE)
def test_every_title_marks_the_name_behind_it(title: str) -> None:
    """The words that are looked for first are those of every title."""
    assert marked(f"It was heard that {title} Tamsin Okonjo had left.") or marked(
        f"It was heard that {title.title()} Tamsin Okonjo had left."
    )


@pytest.mark.parametrize("relation", KIN)
def test_relatives_are_marked(relation: str) -> None:
    """A relative who is named behind a comma is no accused."""
    assert marked(f"He was seen with his {relation}, Tamsin Okonjo, in Lodi.")


def test_others_are_not_marked() -> None:
    """Where no such word stands nobody is marked."""
    assert not marked("Police arrested Tamsin Okonjo, 34, of Lodi, on Monday.")


@pytest.mark.parametrize("rule", load_rules("case_jurisdictions.yml"), ids=lambda rule: rule.id)
def test_offices_are_found_by_their_first_letter(rule: Rule) -> None:
    """All rules read as one pattern find what each finds alone."""
    for example in rule.matches:
        expected = [(match.span(), rule.fields["country"]) for match in rule.pattern.finditer(example)]
        assert expected == [(tuple(span), country) for span, country in find_offices(example)]
