"""Whom an event befell and whether it did: neighbours that a careless rule gives to the wrong person."""

from __future__ import annotations

import pytest

from tests.extractors.cases.test_events import cases_of, events_of

HELD = "Peru arrested Ivan Petrov in April 2021. "


def types_of(text: str, name: str) -> set[tuple[str, str]]:
    """Return type and modality of the events of the person so named."""
    return {(event, modality) for event, _, modality in events_of(text).get(name, set())}


@pytest.mark.parametrize(
    ("sentence", "event", "expected"),
    [
        # called for is not done
        ("Spain called for his release.", "released", None),
        ("Spain demanded Petrov's immediate release.", "released", None),
        ("Spain is working to secure his release.", "released", None),
        ("Relatives urged that he be freed.", "released", None),
        ("Spain asked Lima to commute the death sentence of Petrov.", "commuted", None),
        ("His execution was stayed in 2022.", "executed", "denied"),
        ("His deportation was blocked by a judge.", "deported", "denied"),
        ("A judge halted his execution on Monday.", "executed", "hypothetical"),
        ("He fought his deportation.", "deported", "hypothetical"),
        ("He could still have the sentence commuted if he pays.", "commuted", None),
        ("Petrov was not among those released.", "released", None),
        # done is done
        ("Spain welcomed Petrov's release on Friday.", "released", "actual"),
        ("Spain secured his release on Friday.", "released", "actual"),
        ("After his release he went home.", "released", "actual"),
        ("The president commuted the death sentence of Petrov.", "commuted", "actual"),
        ("He protested against his conviction.", "convicted", "actual"),
        ("He appealed against his conviction.", "convicted", "actual"),
        ("His deportation to Spain took a day.", "deported", "actual"),
    ],
)
def test_what_is_called_for_or_stopped_has_not_happened(sentence: str, event: str, expected: str | None) -> None:
    """A request, a plan or a stay is no event; what is welcomed, followed or appealed against is one."""
    assert expected == dict(types_of(HELD + sentence, "Ivan Petrov")).get(event)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # others who are not named
        (HELD + "A man suspected to have sold the gun to Petrov was charged on Tuesday.", "Ivan Petrov"),
        (HELD + "His mother said that her son had never been charged.", "Mira Roe"),
        ("Ivan Petrov was stabbed. A spokesman, Sam Roe, confirmed that two suspects were charged.", "Ivan Petrov"),
        ("A court convicted two men and sentenced them to life in prison. Ivan Petrov was charged later.", "two men"),
        ("Mira Roe won a reprieve after a woman accused of luring her was charged.", "Mira Roe"),
        (HELD + "One of them was charged.", "Ivan Petrov"),
        # whom the text tells apart
        (
            "A 17-year-old boy who cannot be named was charged with murder. A fourth defendant, Ivan Petrov, 19, was arrested.",
            "Ivan Petrov",
        ),
        ("A 17-year-old boy was charged with murder. Ivan Petrov, 44, was arrested.", "Ivan Petrov"),
        (
            "A woman was charged with murder. Another man, Ivan Petrov, was arrested.",
            "Ivan Petrov",
        ),
        # no minor
        ("Ivan Petrov, 41, was arrested. The youth was charged with theft.", "Ivan Petrov"),
        ("Ivan Petrov, 45, was arrested. The boy was later charged.", "Ivan Petrov"),
        ("A teenager was charged with theft. Mira Roe, 38, of Lima, is his aunt.", "Mira Roe"),
        (
            "A 16-year-old boy was arrested. Mira Roe, 41, was also arrested; the youth was charged with murder.",
            "Mira Roe",
        ),
        # the victim is not among the accused
        (
            "Two men have been charged with the murder of student Ivan Petrov, 19. Kyle Marsden, 24, and Bo Dolan, 22, were held.",
            "Ivan Petrov",
        ),
        # what a correction takes back
        (
            HELD + "Correction: An earlier version of this article said that Petrov was charged with murder.",
            "Ivan Petrov",
        ),
        # counsel is no accused
        (HELD + "His trial began. Prosecution counsel, Sam Roe, asked for the trial to be short.", "Sam Roe"),
    ],
)
def test_events_of_others_are_not_given_to_a_named_person(text: str, name: str) -> None:
    """`charged` in these texts befell somebody else."""
    assert not {"charged", "trial"} & {event for event, _ in types_of(text, name)}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("A Lima man was arrested on Monday. Ivan Petrov, 34, is charged with theft.", "arrested"),
        ("A Lima man, identified as Ivan Petrov, was arrested on Monday.", "arrested"),
        ("A 34-year-old man was arrested on Monday. Ivan Petrov, 34, is charged with theft.", "arrested"),
        ("A teenager was arrested on Monday. Ivan Petrov, 18, of Lima, is accused of theft.", "arrested"),
        ("Two other men, Ivan Petrov and Sam Roe, were earlier sentenced to two years in prison.", "sentenced"),
        ("Ivan Petrov, 46, is a dual Peruvian-Spanish writer who was arrested in Lima in April 2021.", "arrested"),
        ("Ivan Petrov was convicted in 2011. Petrov is the third person exonerated in Lima.", "acquitted"),
        ("A surgeon and his brother were arrested on Monday. Ivan Petrov, 34, is charged with theft.", "charged"),
    ],
)
def test_events_of_a_described_person_are(text: str, event: str) -> None:
    """A lead that the name follows, and a description that is said of the name, tell of the person."""
    assert (event, "actual") in types_of(text, "Ivan Petrov")


def test_both_named_behind_the_victim_are_charged() -> None:
    """The two men of a lead are those whom the next sentence names, and not the victim."""
    lead = "Two men have been charged with the murder of student Ivan Petrov, 19, who was found dead. "
    found = events_of(lead + "Kyle Marsden, 24, and Bo Dolan, 22, were remanded in custody on Monday.")
    assert [name for name, events in found.items() if ("charged", None, "actual") in events] == [
        "Kyle Marsden",
        "Bo Dolan",
    ]


def test_names_with_nouns_before_them_are_joined() -> None:
    """A noun before the next name does not part two people who plead together."""
    found = events_of("Minister Ivan Petrov, 45, and club owner Ana Silva pleaded not guilty to fraud.")
    assert set(found) == {"Ivan Petrov", "Ana Silva"}


def test_the_death_of_one_of_several_is_nobodys() -> None:
    """`One of them died` does not kill whom the text names last."""
    assert [case.status for case in cases_of(HELD + "Petrov hit several people and one of them died.")] == ["arrested"]


@pytest.mark.parametrize(
    ("text", "name", "event"),
    [
        # a relation of whom the lead describes is not whom it describes
        (
            (
                "A former clinic owner pleaded guilty to fraud today. Ivan Petrov, 55, of Lima, sent false bills. "
                "His former office manager, Mira Roe, was charged with theft."
            ),
            "Mira Roe",
            "pleaded_guilty",
        ),
        # police are not whom a description means
        (
            HELD + "A 41-year-old woman was arrested in May. DCI Mira Roe, who is leading the investigation, spoke.",
            "Mira Roe",
            "arrested",
        ),
        # whom the text describes and does not name again
        (
            (
                "Ivan Petrov was arrested in May. A court heard him. It sat for a week. A 22-year-old man was charged with theft. "
                "A clerk was present. Bo Dolan was convicted in 2016."
            ),
            "Bo Dolan",
            "charged",
        ),
        # a wife who is called by her given name is not whom the surname means
        (
            "The court heard Ivan Petrov and his wife Mira. Petrov was charged with theft. Mira Petrov was never arrested.",
            "Mira Petrov",
            "charged",
        ),
        # whose case, and whose clause
        (
            "Ivan Petrov was arrested. Petrov's uncle, Bo Petrov, who was arrested on a theft charge, had his case dismissed.",
            "Ivan Petrov",
            "dismissed",
        ),
        (
            "Petrov and Roe were hanged; Dolan's sentence was commuted, and he was pardoned in 1837.",
            "Petrov",
            "pardoned",
        ),
        ("Bo Dolan, 55, took bribes from a fugitive businessman. Dolan was arrested.", "Bo Dolan", "wanted"),
        ("Ivan Petrov was convicted. Bo Dolan, who gave evidence at the trial, is not suspected.", "Bo Dolan", "trial"),
    ],
)
def test_what_befell_somebody_else(text: str, name: str, event: str) -> None:
    """Relations, police, namesakes and those whom a label or a clause tells apart do not get another's event."""
    assert (event, "actual") not in types_of(text, name)


def test_those_named_beside_one_who_is_not_are_held_too() -> None:
    """`X, 19, of Lima, Y, 20, and a 16-year-old boy who cannot be named were remanded` tells of X and Y."""
    found = events_of(
        "Three people have been charged with murder. Kieran Malley, 19, of Lima, Joshua Bempah, 20, and a 16-year-old boy "
        "who cannot be named for legal reasons were remanded in custody."
    )
    assert {name for name, events in found.items() if "detained" in {event for event, _, _ in events}} == {
        "Kieran Malley",
        "Joshua Bempah",
    }


def test_a_penalty_is_that_of_whom_the_text_spoke_of_there() -> None:
    """`He faced a life sentence` in the middle of a text is not said of whom its end names."""
    cases = cases_of(
        "Ivan Petrov was convicted of murder. A judge remanded Petrov in custody and told him he faced a life sentence. "
        "The victim had been robbed in 2015 by Bo Dolan, who was jailed for six years."
    )
    assert {case.name: [penalty.kind for penalty in case.max_penalty] for case in cases} == {
        "Ivan Petrov": ["life"],
        "Bo Dolan": [],
    }


def test_a_lead_is_not_about_whom_a_later_description_introduces() -> None:
    """`A Spanish man, X` is named by a description of his own, not by that of the lead."""
    text = (
        "The court ordered the surrender of a man to Poland, where he is wanted for assault. Ivan Petrov (38) objected to the surrender. "
        "In a separate case the judge heard of a Spanish man, Bo Dolan (44), who was arrested in May."
    )
    assert {("arrested", "actual")} == types_of(text, "Bo Dolan")
