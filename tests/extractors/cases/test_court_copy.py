"""Courts of many countries: who is acquitted beside the convicted, terms without a verb, what is still to come."""

from __future__ import annotations

import pytest

from tests.extractors.cases.test_events import cases_of
from tests.extractors.cases.test_wire_copy import HELD, of


@pytest.mark.parametrize(
    ("text", "name", "event"),
    [
        # those of another verb are not those of the first
        ("A court convicted Ivan Petrov and his son Bo in a land case, and acquitted four others.", "Ivan Petrov", "acquitted"),
        ("A court convicted Bo Dolan and Sam Roe of sedition, and cleared a third defendant, Ivan Petrov.", "Ivan Petrov", "convicted"),
        # who was named right before the pronoun
        ("Ivan Petrov, 22, was acquitted of assault. Peter Nygaard, 51: tax fraud, two years in prison. He has appealed.", "Ivan Petrov", "appealed"),
        # no court's trial
        ("Striker Ivan Petrov, on trial from Hill City, scored twice.", "Ivan Petrov", "trial"),
        (HELD + "Petrov claimed trial to the charge.", "Ivan Petrov", "trial"),
        # arrest in the Russian sense is custody that goes on
        ("Hill court has extended the arrest of Ivan Petrov until October 19.", "Ivan Petrov", "arrested"),
    ],
)  # fmt: skip
def test_what_befell_somebody_else(text: str, name: str, event: str) -> None:
    """No actual event of this kind is recorded."""
    assert event not in {kind for kind, _, modality in of(text, name) if modality == "actual"}


@pytest.mark.parametrize(
    ("text", "name", "event", "modality"),
    [
        (HELD + "He was moved to a cell ahead of his execution, which was later postponed.", "Ivan Petrov", "executed", "scheduled"),
        (HELD + "He will serve half of it before he is deported, a lawyer said.", "Ivan Petrov", "deported", "scheduled"),
        (HELD + "His deputy, Bo Dolan, got four years.", "Bo Dolan", "sentenced", "actual"),
        ("Ivan Petrov, who got six months for a similar offence in 2022, was arrested.", "Ivan Petrov", "sentenced", "actual"),
        ("Judges on Thursday handed driver Ivan Petrov 12 years for theft.", "Ivan Petrov", "sentenced", "actual"),
        (HELD + "Petrov claimed trial to the charge.", "Ivan Petrov", "pleaded_not_guilty", "actual"),
        ("A court granted post-arrest bail to Ivan Petrov in a theft case.", "Ivan Petrov", "bail_granted", "actual"),
        (
            "A court granted bail to Ann Roe in a theft case, while dismissing the bail petition of her co-accused, Ivan Petrov.",
            "Ivan Petrov",
            "bail_denied",
            "actual",
        ),
        ("Hill court has extended the arrest of Ivan Petrov until October 19.", "Ivan Petrov", "detained", "actual"),
        ("Norway handed over Ivan Petrov, an academic held since 2022 on suspicion of spying.", "Ivan Petrov", "detained", "actual"),
        (
            "Among those freed by Spain were teacher Bo Dolan, serving 14 years for theft, and cook Ivan Petrov, sentenced in July to a year.",
            "Ivan Petrov",
            "sentenced",
            "actual",
        ),
        (
            "Two Australians were deported from Peru on Monday. Bo Dolan and Ivan Petrov, both 29, were sentenced in July.",
            "Ivan Petrov",
            "deported",
            "actual",
        ),
    ],
)  # fmt: skip
def test_what_befell_the_person(text: str, name: str, event: str, modality: str) -> None:
    """The event is recorded with its modality."""
    assert (event, modality) in {(kind, how) for kind, _, how in of(text, name)}


def test_no_firm_goes_to_prison() -> None:
    """`Each defendant` is said of the people among them where it is about prison."""
    text = "Ivan Petrov and Petrov Foods LLC were charged with fraud. If convicted, each defendant faces up to five years in prison."
    assert {case.name: [p.months for p in case.max_penalty] for case in cases_of(text)} == {
        "Ivan Petrov": [60],
        "Petrov Foods LLC": [],
    }


def test_what_the_accused_faces() -> None:
    """`She` is whom the sentence before accuses, not a relative who is free."""
    text = (
        "Police charged Yusmary Petrov with treason. Their daughter Andreina was released on Saturday and has not been charged. "
        "Attorney General Bo Sotillo accused Petrov of a plot. If tried and found guilty, she could face 30 years in prison."
    )
    assert {case.name: [p.months for p in case.max_penalty] for case in cases_of(text)} == {"Yusmary Petrov": [360]}
