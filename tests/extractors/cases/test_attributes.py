"""Age, home, nationality, court, custody and jurisdiction."""

from __future__ import annotations

import pytest

from tests.extractors.cases.test_events import cases_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ivan Petrov, 41, was arrested.", {"age": 41}),
        ("The 41-year-old Ivan Petrov was arrested.", {"age": 41}),
        ("Ivan Petrov, 41, Fresno, was arrested.", {"age": 41, "residence": "Fresno"}),
        ("Ivan Petrov, 41, formerly of Fresno, California, was arrested.", {"residence": "Fresno, California"}),
        ("Ivan Petrov, a resident of Houston, was arrested.", {"residence": "Houston"}),
        ("Ivan Petrov, a citizen of Peru, was arrested.", {"nationality": ("PE",)}),
        ("Russian national Ivan Petrov was arrested.", {"nationality": ("RU",)}),
        (
            "Ivan Petrov pleaded guilty in U.S. District Court in Chicago to fraud.",
            {"court": "U.S. District Court in Chicago", "jurisdiction": "US"},
        ),
        ("Ivan Petrov is being held at the Fresno County Jail.", {"custody_place": "Fresno County Jail"}),
        ("German police arrested Ivan Petrov in Berlin.", {"jurisdiction": "DE"}),
    ],
)
def test_attributes_at_the_name(text: str, expected: dict[str, object]) -> None:
    """What stands at the name is the person's, and each value names its words."""
    (case,) = cases_of(text)
    assert expected == {field: getattr(case, field) for field in expected}
    assert set(expected) <= case.support.keys()


def test_a_shared_home_is_everybodys() -> None:
    """`Both of Fresno` gives two people their home."""
    found = cases_of("Ivan Petrov, 30, and Bruno Keller, 31, both of Fresno, were arrested.")
    assert [(case.name, case.age, case.residence) for case in found] == [
        ("Ivan Petrov", 30, "Fresno"),
        ("Bruno Keller", 31, "Fresno"),
    ]


def test_an_official_who_is_charged_is_a_case() -> None:
    """A title does not hide that its bearer was charged."""
    (case,) = cases_of("Judge Ivan Petrov was charged with bribery.")
    assert (case.name, case.status) == ("Ivan Petrov", "charged")


def test_a_court_ends_with_its_sentence() -> None:
    """A month behind a court is no place, and its full stop no abbreviation."""
    (case,) = cases_of("Ivan Petrov was found guilty at Hill Crown Court in January. He wept.")
    assert case.court == "Hill Crown Court"


def test_a_home_is_not_the_state_that_prosecutes() -> None:
    """Where somebody lives, nobody tries them."""
    (case,) = cases_of("Ivan Petrov was charged in 2013 and lives in Moscow.")
    assert (case.jurisdiction, case.events[0].place) == (None, None)
