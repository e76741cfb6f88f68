"""Offences, counts, stages, penalties and amounts."""

from __future__ import annotations

import pytest

from extractors.cases.offence_lists import part_offences
from tests.extractors.cases.test_events import cases_of


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("two counts of theft", [("theft", 2)]),
        (
            "three felony counts each of robbery, kidnapping, and burglary",
            [("robbery", 3), ("kidnapping", 3), ("burglary", 3)],
        ),
        (
            "12 felony counts including one felony count of murder and two felony counts of arson",
            [("murder", 1), ("arson", 2)],
        ),
        ("robbery, theft and carjacking", [("robbery", None), ("theft", None), ("carjacking", None)]),
        (
            "sale and transportation of a controlled substance",
            [("sale and transportation of a controlled substance", None)],
        ),
        ("one felony count of murder with a sentencing enhancement for the use of a gun", [("murder", 1)]),
        ("fraud in connection with a Ponzi scheme", [("fraud", None)]),
        ("three crimes: extortion, bribery and perjury", [("extortion", None), ("bribery", None), ("perjury", None)]),
        ("theft and was sentenced to prison", [("theft", None)]),
        ("all counts", []),
        # what stands behind a comma is no offence: whoever says so, or the next verb
        ("murder, Hill County Sheriff Ann Sample said", [("murder", None)]),
        ("capital murder, they said", [("capital murder", None)]),
        ("robbery, theft and burglary, police said", [("robbery", None), ("theft", None), ("burglary", None)]),
        ("fraud, lives in Lima", [("fraud", None)]),
        ("emptying the account of a charity told a jury she was ill", [("emptying the account of a charity", None)]),
        ("fraud, appeared in court", [("fraud", None)]),
        ("robbery, murder and theft were read out", [("robbery", None), ("murder", None), ("theft", None)]),
        ("terrorism eight years ago", [("terrorism", None)]),
        ("stealing optics from the U.S. Army in Lima", [("stealing optics from the U.S. Army", None)]),
        ("the murder of Ann F. Sample and was held", [("murder of Ann F. Sample", None)]),
        ("one count of kidnapping to commit a sex offense", [("kidnapping to commit a sex offense", 1)]),
        ("two counts of offenses", []),
        ("11 felony hate crime enhancements", []),
    ],
)
def test_lists_of_offences_are_parted(words: str, expected: list[tuple[str, int | None]]) -> None:
    """Each offence stands alone, with its counts, without circumstances and enhancements."""
    assert expected == [(span.of(words), counts) for span, counts in part_offences(words, 0, len(words))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ivan Petrov is charged with robbery.", [("robbery", "charged")]),
        ("Ivan Petrov pleaded guilty to one count of wire fraud.", [("wire fraud", "pleaded_guilty")]),
        ("A jury convicted Ivan Petrov of murder.", [("murder", "convicted")]),
        ("Ivan Petrov was acquitted of perjury.", [("perjury", "acquitted")]),
        ("Ivan Petrov was arrested on suspicion of burglary.", [("burglary", "alleged")]),
        ("Ivan Petrov was charged with theft. He pleaded guilty to all charges.", [("theft", "pleaded_guilty")]),
        ("Ivan Petrov was charged with theft. He was found guilty of theft.", [("theft", "convicted")]),
        ("Ivan Petrov was arrested. He is accused of stealing a car.", [("stealing a car", "alleged")]),
    ],
)
def test_stages(text: str, expected: list[tuple[str, str]]) -> None:
    """The stage is the furthest that the text reports; an allegation stays one."""
    (case,) = cases_of(text)
    assert expected == [(charge.text, charge.stage) for charge in case.charges]


def test_imposed_and_faced_penalties_are_kept_apart() -> None:
    """`Sentenced to` is a sentence, `faces up to` is not."""
    text = (
        "Ivan Petrov was sentenced to five years in prison and ordered to pay $10,000 in restitution. "
        "Bruno Keller is charged with theft and faces up to three years in prison."
    )
    petrov, keller = cases_of(text)
    assert [(penalty.kind, penalty.months, penalty.value) for penalty in petrov.sentence] == [
        ("imprisonment", 60, None),
        ("restitution", None, 10_000),
    ]
    assert petrov.max_penalty == ()
    assert keller.sentence == ()
    assert [(penalty.kind, penalty.months, penalty.comparator) for penalty in keller.max_penalty] == [
        ("imprisonment", 36, "<=")
    ]


def test_time_served_is_no_sentence() -> None:
    """`After serving two years` gives no sentence of two years."""
    (case,) = cases_of("Ivan Petrov was sentenced to nine years in prison. He was freed after serving two years.")
    assert [penalty.months for penalty in case.sentence] == [108]


def test_bail_is_an_amount() -> None:
    """Bail stands under amounts with its role."""
    (case,) = cases_of("Ivan Petrov is charged with stealing $4,000 from a shop. He is being held on $50,000 bail.")
    assert {(4_000, "proceeds"), (50_000, "bail")} == {(amount.value, amount.role) for amount in case.amounts}


def test_a_table_of_defendants_is_read_line_by_line() -> None:
    """The lines behind `Name, age, home` tell of that person: verdict, counts, penalty, hearing."""
    text = (
        "A man was found guilty today.\n\nDefendant Charges\n\nMaximum Sentence\n\nCourt Date\n\n"
        "Ivan Petrov, 38, Fresno\n\nFound guilty by a jury on May 2, 2023, of the following felony counts:\n\n"
        "(2) Robbery\n\nArson\n\nSentencing Enhancement\n\nUse of a firearm\n\n20 years in state prison\n\n"
        "Sentencing\n\nJune 9, 2023, 9:00 a.m."
    )
    (case,) = cases_of(text)
    assert (case.name, case.age, case.residence) == ("Ivan Petrov", 38, "Fresno")
    assert [(charge.text, charge.counts, charge.stage) for charge in case.charges] == [
        ("Robbery", 2, "convicted"),
        ("Arson", None, "convicted"),
    ]
    assert [penalty.months for penalty in case.max_penalty] == [240]
    assert {("convicted", "2023-05-02", "actual"), ("sentenced", "2023-06-09", "scheduled")} <= {
        (event.type, event.date, event.modality) for event in case.events
    }


def test_rows_under_a_header_of_charges_charge_their_people() -> None:
    """A row that only lists offences under `Charges` is a charge."""
    found = cases_of(
        "Two men were charged today.\n\nDefendant\nCharges\nMaximum Sentence\nIvan Petrov, 34, Fresno\nTheft (12 counts), perjury\n"
        "Nine years in state prison\nBruno Keller, 27, Fresno\nArson\nTen years in state prison"
    )
    assert [(case.name, [(charge.text, charge.counts) for charge in case.charges]) for case in found] == [
        ("Ivan Petrov", [("Theft", 12), ("perjury", None)]),
        ("Bruno Keller", [("Arson", None)]),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ivan Petrov was jailed for life.", [("life", None)]),
        ("A court sentenced Ivan Petrov to death for espionage.", [("death", None)]),
        ("Ivan Petrov was sentenced to five years for beating him to death.", [("imprisonment", 60)]),
        ("Ivan Petrov was sentenced to three years, one month and 20 days in prison.", [("imprisonment", 38)]),
        ("Ivan Petrov was jailed in Lima on Monday for 13 months.", [("imprisonment", 13)]),
        ("Ivan Petrov and Ana Silva were sentenced to 90 and 50 months, respectively.", [("imprisonment", 90)]),
        (
            "Ivan Petrov and Ana Silva were sentenced to 9 years and 5 years in prison, respectively.",
            [("imprisonment", 108)],
        ),
        ("Ivan Petrov, Bo Li and Ana Silva were sentenced to 9 years and 5 years in prison, respectively.", []),
        ("Two brothers were sentenced to 9 years and 5 years in prison, respectively. Ivan Petrov was convicted.", []),
    ],
)
def test_sentences(text: str, expected: list[tuple[str, int | None]]) -> None:
    """What was imposed is read where the verb governs it; a list that answers a list of names is given one to each."""
    case = next(case for case in cases_of(text) if case.name == "Ivan Petrov")
    assert expected == [(penalty.kind, penalty.months) for penalty in case.sentence]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ivan Petrov was cleared of attempted murder.", [("attempted murder", "acquitted")]),
        ("Ivan Petrov was found not guilty on the remaining three counts of fraud.", [("fraud", "acquitted")]),
        ("Ivan Petrov admitted two counts of fraud.", [("fraud", "pleaded_guilty")]),
        ("Ivan Petrov denied two counts of robbery at Hill Crown Court.", [("robbery", "charged")]),
        (
            "Petrov Energy LLC, a company based in Lima, Peru, pleaded guilty today to fraud.",
            [("fraud", "pleaded_guilty")],
        ),
        (
            "Ivan Petrov pleaded guilty today in Lima to a one-count criminal information charging him with wire fraud.",
            [("wire fraud", "pleaded_guilty")],
        ),
        ("Prosecutors withdrew charges of fraud against Ivan Petrov.", [("fraud", "dismissed")]),
        # the victim's age and description are no part of a charge
        ("Ivan Petrov is charged with the murder of Mira Roe, 19, in Lima.", [("murder of Mira Roe", "charged")]),
        (
            "Ivan Petrov was convicted of the murder of Sam Roe, 19, a student shot outside a bar.",
            [("murder of Sam Roe", "convicted")],
        ),
        (
            "Ivan Petrov is charged with manslaughter in the Aug. 6 death of Mira Roe, 29.",
            [("manslaughter", "charged")],
        ),
        # of two names behind `with` neither is a charge
        (
            "Ivan Petrov was jointly charged with Bo Dolan and Sam Roe with the murder of a man.",
            [("murder of a man", "charged")],
        ),
    ],
)
def test_verdicts_name_their_offences(text: str, expected: list[tuple[str, str]]) -> None:
    """Also where the verb governs the offence without `charged with`, and of a body with an apposition."""
    (case,) = cases_of(text)
    assert expected == [(charge.text, charge.stage) for charge in case.charges]
