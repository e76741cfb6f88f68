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
        ("A court convicted Bo Dolan and Sam Sadri of sedition, and cleared a third defendant, Ivan Petrov.", "Ivan Petrov", "convicted"),
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


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Ivan Petrov was jailed for ten years, Bo Dolan for eight and Sam Sadri for 18 months.", [120, 96, 18]),
        ("Ivan Petrov was sentenced to ten years, Bo Dolan to four and a half.", [120, 54]),
        ("Two men got long terms for spying: Ivan Petrov nine years, Bo Dolan eight.", [108, 96]),
        # an age, a victim
        ("Ivan Petrov was sentenced to ten years for the killing of Sam Sadri, 26, and Bo Dolan, 21.", [120]),
        ("Ivan Petrov was sentenced to ten years for robbing Sam Sadri, Bo Dolan and eight others.", [120]),
    ],
)
def test_terms_whose_verb_stands_before(text: str, months: list[int]) -> None:
    """Each is given the term behind the name, and nobody an age."""
    assert [penalty.months for case in cases_of(text) for penalty in case.sentence] == months


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Last month a court handed Iraqi national Hasan Jubouri a life sentence.", ["Hasan Jubouri"]),
        (
            "The court commuted the death sentence of Abdur Razzak Mollah. It had sentenced Mollah and Ivan Petrov in 2010.",
            ["Abdur Razzak Mollah", "Ivan Petrov"],
        ),
        (
            "Lin Tao, Greg Hauser and Priya Raman have pleaded guilty.",
            ["Lin Tao", "Greg Hauser", "Priya Raman"],
        ),
        ("A court convicted MLA Raghunath Biswal of cheating.", ["Raghunath Biswal"]),
        (
            "Police have arrested lawmaker Ivan Petrov and human rights lawyer Rudo Mutasa for theft.",
            ["Ivan Petrov", "Rudo Mutasa"],
        ),
        (
            "Iran executed two men on Thursday for drug trafficking, an agency reported. It named them as Bo Dolan and Sam Noori.",
            ["Bo Dolan", "Sam Noori"],
        ),
        # the victims, and not the accused, are named
        ("Two men were arrested on Monday over a shooting. Police named the victims as Bo Dolan and Sam Noori.", []),
        ("A man was arrested on Monday over a shooting. Police identified the victim as Ivan Petrov.", []),
    ],
)
def test_who_is_a_case(text: str, names: list[str]) -> None:
    """People whom a court dealt with have a case, whatever their names look like; victims have none."""
    assert [case.name for case in cases_of(text)] == names


def test_the_same_day_is_not_that_of_the_report() -> None:
    """`On the same day` behind the day on which somebody said so stays open."""
    text = "Ivan Petrov died in custody, a group said Thursday. His brother Nelson, who was arrested on the same day, was freed."
    assert ("arrested", None, "actual") in of(text, "Nelson")


@pytest.mark.parametrize(
    "text",
    [
        "Ivan Petrov was jailed for fraud. Police began to investigate him after a tip from Canadian authorities.",
        "A U.S. citizen, Ivan Petrov, was jailed for fraud.",
    ],
)
def test_jurisdiction_is_not_of_those_who_helped(text: str) -> None:
    """Neither those who gave a tip nor the state of which somebody is a citizen prosecutes."""
    assert [case.jurisdiction for case in cases_of(text)] == [None]


@pytest.mark.parametrize(
    ("text", "name", "event"),
    [
        # an officer who speaks is not whom the statement is about, though no tagger knows that one's name
        (
            ('Police held Rogelio "Boy" Tampus. Lt. Janette Rafter, city police spokesperson, said Tampus was jailed for theft and '
            "released in 2021."),
            "Janette Rafter",
            "released",
        ),
        ("Ivan Petrov was found in the hills after prisoners were freed from the jails. He was arrested.", "Ivan Petrov", "released"),
        # another case, told behind `Earlier`
        (
            ("Police detained a resident of Hill on suspicion of treason. He has been remanded in custody.\n\nEarlier, a court sentenced "
            "Hill resident Ivan Petrov to 17 years."),
            "Ivan Petrov",
            "detained",
        ),
        (
            "A man was arrested on Monday over a robbery. Earlier, police had jailed Ivan Petrov, 30, over a fire.",
            "Ivan Petrov",
            "arrested",
        ),
        # one of two who share a surname
        ("Police held Carlos Ramos, 60, and Luis Ramos, 31. Ramos senior was released on bail.", "Luis Ramos", "bail_granted"),
        # the rules of a game are no law
        ("Manager Ivan Petrov was charged by the FA with misconduct and fined £8,000.", "Ivan Petrov", "fined"),
        (HELD + "The judge adjourned till July 9 for commencement of trial.", "Ivan Petrov", "trial"),
    ],
)  # fmt: skip
def test_what_befell_nobody_of_this_name(text: str, name: str, event: str) -> None:
    """No actual event of this kind is recorded."""
    assert event not in {kind for kind, _, modality in of(text, name) if modality == "actual"}


@pytest.mark.parametrize(
    ("text", "name", "event"),
    [
        (HELD + "The judge adjourned till July 9 for commencement of trial.", "Ivan Petrov", ("trial", "2023-07-09", "scheduled")),
        ("The judge admitted Ivan Petrov to bail in the sum of N20m.", "Ivan Petrov", ("bail_granted", None, "actual")),
        ("Ivan Petrov was released on $75,000 unsecured bail.", "Ivan Petrov", ("bail_granted", None, "actual")),
        ("A court freed Ivan Petrov, who was serving a life term for murder.", "Ivan Petrov", ("sentenced", None, "actual")),
        (HELD + "His cousin, Tyrell Banks, received 12 years.", "Tyrell Banks", ("sentenced", None, "actual")),
    ],
)  # fmt: skip
def test_phrases_of_courts(text: str, name: str, event: tuple[str, str | None, str]) -> None:
    """What courts of several countries say of bail, terms and trials to come."""
    assert event in of(text, name)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Ivan Petrov was sentenced June 7 to 13 months in prison for burglary.", (13, None)),
        ("Ivan Petrov was sentenced to 7 to 13 months in prison for burglary.", (7, 13)),
        ("A court sentenced driver Ivan Petrov to 12 years on Wednesday for theft.", (12 * 12, None)),
        ("Judges on Thursday handed asylum seeker Ivan Petrov 12 years for theft.", (12 * 12, None)),
    ],
)
def test_how_long_a_term_is(text: str, months: tuple[int, int | None]) -> None:
    """The day of a verdict is no end of a range, and a name may stand between verb and term."""
    assert [(p.months, p.months_max) for case in cases_of(text) for p in case.sentence] == [months]
