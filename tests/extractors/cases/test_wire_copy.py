"""News of agencies and courts outside the United States: whom, when and where, in sentences about made-up people."""

from __future__ import annotations

import pytest

from tests.extractors.cases.test_events import cases_of, events_of

HELD = "Peru arrested Ivan Petrov in April 2021. "


def of(text: str, name: str) -> set[tuple[str, str | None, str]]:
    """Return type, date and modality of the events of the person so named."""
    return events_of(text).get(name, set())


@pytest.mark.parametrize(
    ("text", "name", "event", "date"),
    [
        (
            (
                "A caretaker who set fire to a flat has been jailed for 16 years. Ivan Petrov poured petrol through the letterbox. "
                "His friend Bo Dolan, 41, was cleared of murder."
            ),
            "Ivan Petrov",
            "imprisoned",
            None,
        ),
        (
            "Ivan Petrov poured petrol through the letterbox. The 39-year-old, of Lima, was found guilty of arson.",
            "Ivan Petrov",
            "convicted",
            None,
        ),
        # relatives, officers and lawyers of whom the text says so are accused like others
        ("Dolan's mother, Ana Dolan, 66, had admitted theft.", "Ana Dolan", "pleaded_guilty", None),
        ("His mother, Ana Dolan, was arrested in 2021.", "Ana Dolan", "arrested", "2021"),
        ("Mira Roe's husband, Ivan Petrov, a blogger, was jailed for 18 years.", "Ivan Petrov", "sentenced", None),
        (
            "Sergeant Paul Petrov, Constable Grace Roe and Constable Bo Dolan pleaded not guilty.",
            "Paul Petrov",
            "pleaded_not_guilty",
            None,
        ),
        # words of other courts
        ("Agency officers on Monday chargesheeted Ivan Petrov for cheating.", "Ivan Petrov", "charged", "2023-05-08"),
        ("Ivan Petrov is lodged in Tihar jail.", "Ivan Petrov", "detained", None),
        ("A court discharged another accused, Ivan Petrov, in the case.", "Ivan Petrov", "dismissed", None),
        (
            "Ivan Petrov, a trader, was tried behind closed doors in March 2022.",
            "Ivan Petrov",
            "trial",
            "2022-03",
        ),
        (
            "Bo Petrov was jailed. His brother, Ivan Petrov, 61, who was cleared of theft at trial, wept.",
            "Ivan Petrov",
            "acquitted",
            None,
        ),
        ("Ivan Petrov and Bo Dolan were cleared.", "Bo Dolan", "acquitted", None),
        ("Ivan Petrov has been under house arrest since 2018.", "Ivan Petrov", "detained", None),
        ("Ivan Petrov handed himself over to police on Wednesday.", "Ivan Petrov", "arrested", "2023-05-10"),
        ("Ivan Petrov walked free on bail on Monday.", "Ivan Petrov", "bail_granted", "2023-05-08"),
        ("Ivan Petrov has been held at Belmarsh prison since 2019.", "Ivan Petrov", "detained", None),
        ("Ivan Petrov had been held for five months.", "Ivan Petrov", "detained", None),
        ("Ivan Petrov is serving 20 years for two attacks.", "Ivan Petrov", "sentenced", None),
        ("Another priest, Ivan Petrov, has been in prison since 1994.", "Ivan Petrov", "imprisoned", "1994"),
        (
            "A court upheld the conviction of Bo Dolan but overturned that of Ivan Petrov.",
            "Ivan Petrov",
            "overturned",
            None,
        ),
        (
            "The court heard a plea by former minister Ivan Petrov to quash an FIR registered against him for theft.",
            "Ivan Petrov",
            "investigated",
            None,
        ),
        (
            "The agency on Thursday arraigned a former clerk of the city, Ivan Petrov, before a judge.",
            "Ivan Petrov",
            "arraigned",
            "2023-05-11",
        ),
        (
            "A court on Friday dropped charges against 24 workers, including the swimmer Ivan Petrov.",
            "Ivan Petrov",
            "dismissed",
            "2023-05-05",
        ),
        ("A court handed former clerk Ivan Petrov a suspended six-month sentence.", "Ivan Petrov", "sentenced", None),
        ("Ivan Petrov had been on bail since May.", "Ivan Petrov", "bail_granted", None),
        ("The Pardons Board has halved the prison sentence of Ivan Petrov.", "Ivan Petrov", "commuted", None),
        ("Ivan Petrov was on Wednesday arrested for theft.", "Ivan Petrov", "arrested", "2023-05-10"),
        # whose day it is
        (
            "Ivan Petrov arrived in Lima on Wednesday after being released from prison in Spain, where he was jailed for theft.",
            "Ivan Petrov",
            "released",
            None,
        ),
        (
            "Ivan Petrov handed himself over to police on Wednesday to begin serving a 15-month sentence.",
            "Ivan Petrov",
            "sentenced",
            None,
        ),
        (
            "Peru extradited a son of the imprisoned trader Ivan Petrov to Spain on Friday.",
            "Ivan Petrov",
            "imprisoned",
            None,
        ),
        (
            "Ivan Petrov had been imprisoned from 2011 to 2014 after being convicted of theft.",
            "Ivan Petrov",
            "convicted",
            None,
        ),
        (
            "Ivan Petrov was jailed. A court upheld Petrov's conviction in December 2022.",
            "Ivan Petrov",
            "convicted",
            None,
        ),
        (
            "Ivan Petrov was found guilty of arson. He had a previous conviction for assault in 2016.",
            "Ivan Petrov",
            "convicted",
            None,
        ),
        (
            "Ivan Petrov, who is accused of selling arms, was on Wednesday freed on bail.",
            "Ivan Petrov",
            "bail_granted",
            "2023-05-10",
        ),
    ],
)
def test_what_befell_the_person_and_when(text: str, name: str, event: str, date: str | None) -> None:
    """The event is an actual one of the person, and of that day."""
    assert (event, date, "actual") in of(text, name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "A man accused of murdering a girl in 1984 will face a new trial. Ivan Petrov, 66, denies it. Lord Roe set a fresh "
                "trial for 4 September."
            ),
            {("trial", "2023-09-04", "scheduled")},
        ),
        ("Ivan Petrov was convicted in 2019. A court ordered a retrial last month.", {("trial", None, "scheduled")}),
        (
            "A court acquitted Ivan Petrov in a retrial. He was released in 2014 after judges ordered a retrial.",
            {("trial", None, "actual")},
        ),
        (
            "Ivan Petrov was convicted in 2006. The court ordered a new trial, where in 2008 he was found guilty.",
            {("trial", "2008", "actual")},
        ),
    ],
)
def test_trials_anew(text: str, expected: set[tuple[str, str | None, str]]) -> None:
    """A retrial that was ordered is to come, without the day of the order, unless the text tells that it was held."""
    assert expected == {event for event in of(text, "Ivan Petrov") if event[0] == "trial"}


@pytest.mark.parametrize(
    ("text", "charges"),
    [
        (
            "Those freed include Ivan Petrov, who was sentenced for treason, and Dana Roe, a teacher who was freed.",
            ["treason"],
        ),
        (
            "Ivan Petrov was acquitted of attempting to overthrow the state, only to be re-arrested.",
            ["attempting to overthrow the state"],
        ),
        ("Ivan Petrov was held by police for nearly 40 hours over reports that a spy agency had lied.", []),
        (
            "Ivan Petrov, who is serving a six-year sentence for abuse of power, called on supporters to stay.",
            ["abuse of power"],
        ),
        ("Ivan Petrov was charged with the murder of Bo Dolan, a 26-year-old hawker.", ["murder of Bo Dolan"]),
        ("Ivan Petrov was charged with involuntary manslaughter, as was his employer.", ["involuntary manslaughter"]),
        ("Ivan Petrov was convicted of marijuana possession as a teenager.", ["marijuana possession"]),
        ("Ivan Petrov faces separate corruption charges.", ["corruption"]),
        (
            "Ivan Petrov was sentenced to seven years along with the producer Bo Dolan, who got three years for possessing a bullet.",
            [],
        ),
        ("Ivan Petrov was jailed for leaking state secrets, days before an election.", ["leaking state secrets"]),
        (
            "Ivan Petrov, who was arrested on a warrant for money laundering, arrived in Lima on Monday.",
            ["money laundering"],
        ),
        ("Ivan Petrov was acquitted of the more serious charge of rebellion.", ["rebellion"]),
        ("Ivan Petrov was remanded in custody until July 27 for ruling on the bail applications.", []),
        ("The agency secured the conviction of one Ivan Petrov, an internet trader.", []),
        (
            "Ivan Petrov was convicted of two counts of murder and 51 of attempted murder.",
            ["murder", "attempted murder"],
        ),
        ("Ivan Petrov was indicted on Monday for complicity in the murder.", ["complicity in the murder"]),
    ],
)
def test_where_an_offence_ends(text: str, charges: list[str]) -> None:
    """An offence has no next person, no length of time, and nothing that is said of the accused or the victim."""
    assert charges == [charge.text for case in cases_of(text) if case.name == "Ivan Petrov" for charge in case.charges]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        (
            (
                "Ivan Petrov was sentenced to seven years in prison along with the producer Bo Dolan, who got an additional three "
                "years for possessing a bullet."
            ),
            [84],
        ),
        (
            (
                "Those freed include Ivan Petrov, a German who had been sentenced to 14 years for treason, and Dana Roe, a teacher who "
                "was serving a seven-year term for theft."
            ),
            [168],
        ),
    ],
)
def test_a_term_behind_another_name_is_not_his(text: str, months: list[int]) -> None:
    """What a relative clause gives to the next person is not the term of the one before."""
    assert months == [p.months for case in cases_of(text) if case.name == "Ivan Petrov" for p in case.sentence]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        (
            "GENEVA — U.N. experts urged Egypt to free Ivan Petrov, a writer. Petrov was sentenced to five years for theft.",
            "EG",
        ),
        ("DUBAI (Atlas) - Saudi activist Ivan Petrov was arrested in 2018 and jailed for theft.", None),
        ("Ivan Petrov was arrested in May. In Geneva, a panel said that the state was to blame.", None),
        (
            "OSLO - A clerk was moved, the ministry in Oslo said. Ivan Petrov has been held in Peru since May.",
            "PE",
        ),
        ("MOSCOW: The Islamabad High Court sentenced Ivan Petrov to ten years for theft.", "PK"),
        ("GENEVA — Ivan Petrov was arrested in May on a charge of theft.", "CH"),
        (
            "TEHRAN — Iran freed a tourist from a jail in Tehran. It hopes for Ivan Petrov, who was convicted in Antwerp of theft.",
            "BE",
        ),
    ],
)
def test_jurisdiction_is_not_where_the_report_was_written(text: str, country: str | None) -> None:
    """A dateline counts less than other places, nothing where the text is about people of other states."""
    assert country == next(case.jurisdiction for case in cases_of(text) if case.name == "Ivan Petrov")


def test_a_town_and_a_people_are_no_man() -> None:
    """A dateline in capitals, a town behind a street and `Catalan leaders` are nobody."""
    texts = (
        "LAMEZIA TERME, Italy — More than 200 people were convicted on Monday.",
        "A court on Monday sentenced nine Catalan leaders to 13 years in prison for sedition.",
        "Among them were two former Green Berets who were sentenced to 20 years.",
        "Ivan Petrov (34), with an address at Rock Street, Tralee, was arrested in July.",
    )
    assert [[case.name for case in cases_of(text)] for text in texts] == [[], [], [], ["Ivan Petrov"]]


def test_a_term_that_is_wanted_is_not_imposed() -> None:
    """What prosecutors want, or what would have come, is no sentence."""
    texts = (
        HELD + "Prosecutors want him jailed for eight years.",
        HELD + "Had he lied, he would have faced ten years in prison.",
    )
    assert [[p.months for case in cases_of(text) for p in (*case.sentence, *case.max_penalty)] for text in texts] == [
        [],
        [],
    ]


def test_house_arrest_before_a_verdict_is_no_sentence() -> None:
    """Custody at home is an event, and no penalty."""
    case = cases_of("Ivan Petrov, who was jailed for theft in 2018, has been under house arrest since 2020.")[0]
    assert [penalty.kind for penalty in case.sentence] == []


def test_a_firm_is_no_man() -> None:
    """A firm that is charged has its own case, and `he` is not the firm."""
    text = (
        "Le Petit Bistro was charged with manslaughter. Bistro Petrov Holding was not charged. Its owner is Ivan Petrov, 58. "
        "Petrov wept. He faces five years in prison if convicted."
    )
    assert {case.name: case.status for case in cases_of(text)} == {"Le Petit Bistro": "charged", "Ivan Petrov": None}
