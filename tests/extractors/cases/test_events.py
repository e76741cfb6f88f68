"""Who is a case, and what happened to them when: sentences about made-up people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractors.annotations.annotate import annotate
from extractors.cases.find import find_cases
from extractors.persons.resolve import resolve_people

if TYPE_CHECKING:
    from schemas.case import Case

PUBLISHED = "2023-05-11"  # a Thursday


def cases_of(text: str, published: str | None = PUBLISHED) -> list[Case]:
    annotated = annotate(text, published)
    return find_cases(annotated, resolve_people(annotated))


def events_of(text: str) -> dict[str | None, set[tuple[str, str | None, str]]]:
    return {case.name: {(event.type, event.date, event.modality) for event in case.events} for case in cases_of(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # passive, active, nominal, reduced, inverted
        ("Ivan Petrov was arrested on Monday.", {("arrested", "2023-05-08", "actual")}),
        ("Police arrested Ivan Petrov on Monday.", {("arrested", "2023-05-08", "actual")}),
        (
            "Ivan Petrov denied it. Since his arrest in May 2021 he has been silent.",
            {("arrested", "2021-05", "actual")},
        ),
        ("The arrest of Ivan Petrov on Monday surprised the town.", {("arrested", "2023-05-08", "actual")}),
        ("A jury found Ivan Petrov guilty on Tuesday.", {("convicted", "2023-05-09", "actual")}),
        ("Officers took Ivan Petrov into custody on Monday.", {("arrested", "2023-05-08", "actual")}),
        # a date belongs to the verb that it stands with
        (
            "Ivan Petrov pleaded guilty April 3 and was sentenced to two years in prison.",
            {("pleaded_guilty", "2023-04-03", "actual"), ("sentenced", None, "actual")},
        ),
        ("Ivan Petrov was convicted of murdering a man in 1998.", {("convicted", None, "actual")}),
        # modality
        ("Ivan Petrov is scheduled to be arraigned on June 1, 2023.", {("arraigned", "2023-06-01", "scheduled")}),
        (
            "Ivan Petrov is charged with theft. If convicted, he faces five years in prison.",
            {("charged", None, "actual"), ("convicted", None, "hypothetical")},
        ),
        (
            "Ivan Petrov was arrested but was not charged.",
            {("arrested", None, "actual"), ("charged", None, "denied")},
        ),
        # decisions on hard cases
        ("Ivan Petrov was charged in a five-count indictment.", {("indicted", None, "actual")}),
        ("Ivan Petrov is being held on $50,000 bail.", {("detained", None, "actual")}),
        ("Ivan Petrov is out on bail.", {("bail_granted", None, "actual")}),
        (
            "Ivan Petrov is serving a ten-year sentence.",
            {("sentenced", None, "actual"), ("imprisoned", None, "actual")},
        ),
        ("Ivan Petrov was extradited to Spain in June 2022.", {("extradited", "2022-06", "actual")}),
        ("Ivan Petrov was released on parole in 2019.", {("paroled", "2019", "actual")}),
        ("Ivan Petrov pleaded not guilty on Tuesday.", {("pleaded_not_guilty", "2023-05-09", "actual")}),
        # custody and bail, where the person stands behind the verb or owns the noun
        ("The High Court on Wednesday granted bail to Ivan Petrov.", {("bail_granted", "2023-05-10", "actual")}),
        ("A court rejected the bail plea of Ivan Petrov on Monday.", {("bail_denied", "2023-05-08", "actual")}),
        ("Ivan Petrov's bail application was rejected.", {("bail_denied", None, "actual")}),
        (
            "Ivan Petrov was arrested. He remains free on $50,000 bond.",
            {("arrested", None, "actual"), ("bail_granted", None, "actual")},
        ),
        (
            "Ivan Petrov was remanded in custody to appear at the High Court on June 3.",
            {("detained", None, "actual")},
        ),
        # verdicts and pleas in British reports
        ("Ivan Petrov admitted perverting the course of justice.", {("pleaded_guilty", None, "actual")}),
        ("Ivan Petrov denies murder.", {("pleaded_not_guilty", None, "actual")}),
        ("Ivan Petrov was arrested. He admitted taking the car.", {("arrested", None, "actual")}),
        ("Ivan Petrov was arrested. He denied fraud allegations.", {("arrested", None, "actual")}),
        (
            "Ivan Petrov was jailed on Monday for two years.",
            {("imprisoned", "2023-05-08", "actual"), ("sentenced", "2023-05-08", "actual")},
        ),
        ("Ivan Petrov was jailed on Monday for theft.", {("detained", "2023-05-08", "actual")}),
        ("Ivan Petrov was handed an 18-month suspended sentence.", {("sentenced", None, "actual")}),
        # the date is that of what befell the noun
        (
            "The High Court on Wednesday quashed the conviction of Ivan Petrov.",
            {("overturned", "2023-05-10", "actual"), ("convicted", None, "actual")},
        ),
        (
            "Ivan Petrov was held in Lima. Petrov died in custody in March.",
            {("detained", None, "actual"), ("died", "2023-03", "actual")},
        ),
        ("Charges against Ivan Petrov were dismissed in 2020.", {("dismissed", "2020", "actual")}),
        ("Ivan Petrov was extradited from Spain on Monday.", {("extradited", "2023-05-08", "actual")}),
        ("Ivan Petrov was arrested from his house at Hill on Monday.", {("arrested", "2023-05-08", "actual")}),
        (
            "A judge dismissed all charges against Ivan Petrov on Monday.",
            {("dismissed", "2023-05-08", "actual"), ("charged", None, "actual")},
        ),
        # exchanges
        (
            "Peru freed Ivan Petrov on Monday in exchange for a spy.",
            {("released", "2023-05-08", "actual"), ("exchanged", "2023-05-08", "actual")},
        ),
        ("Ivan Petrov was exchanged last year for a spy.", {("exchanged", "2022", "actual")}),
        (
            "Police arrested Ivan Petrov, and he was freed in exchange for a ransom.",
            {("arrested", None, "actual"), ("released", None, "actual")},
        ),
        # flight
        ("Ivan Petrov is being sought by police.", {("wanted", None, "actual")}),
        # an apposition names the object
        (
            "Police arraigned a former governor of Hill State, Ivan Petrov, on Monday.",
            {("arraigned", "2023-05-08", "actual")},
        ),
        ("Ivan Petrov was fined $500 in 2020.", {("fined", "2020", "actual")}),
        # a year behind a deed with whom it befell is the deed's
        ("Ivan Petrov was convicted of the murder of Mira Roe in 1994.", {("convicted", None, "actual")}),
        ("Ivan Petrov was convicted of murder in 1994.", {("convicted", "1994", "actual")}),
        (
            "A court acquitted Ivan Petrov of graft over the purchase of fertilizer in 2011.",
            {("acquitted", None, "actual")},
        ),
        # the day on which it was said is not that on which it was done
        ("Ivan Petrov was arrested at his home, police said on Monday.", {("arrested", None, "actual")}),
        # a year later is counted from the date before it
        (
            "Ivan Petrov was jailed in January 2020 for theft. He was acquitted on appeal a year later.",
            {("detained", "2020-01", "actual"), ("acquitted", "2021", "actual")},
        ),
        # conditions of bail
        ("Ivan Petrov was granted conditional bail until Monday.", {("bail_granted", None, "actual")}),
    ],
)
def test_what_happened_when(text: str, expected: set[tuple[str, str | None, str]]) -> None:
    """A sentence gives its person the event with type, date and modality."""
    assert expected == events_of(text).get("Ivan Petrov")


@pytest.mark.parametrize(
    "text",
    [
        "Judge Ann Sample sentenced nobody on Monday.",
        "Assistant U.S. Attorney Ann Sample is prosecuting the case.",
        "Ann Sample released a statement on Monday.",
        "The Senate acquitted Ann Sample at her impeachment trial.",
        "Ann Sample said that the new rules were released on Monday.",
        "Ann Sample died on Monday.",
        "Ann Sample was charged with the turnaround of the firm.",
        "Ann Sample was sentenced to another season on the bench.",
        "Senator Ann Sample said that two women, whom she did not name, were deported.",
        "Ivan Petrov, a cook from Lima who was sentenced to ten years, was in the news. Ann Sample wrote about him.",
        "Detective Ann Sample arrested a man on Monday.",
        "The search warrant was executed while Ann Sample was on holiday.",
    ],
)
def test_bystanders_are_no_cases(text: str) -> None:
    """Officials, and people to whom nothing happened before the law, are no cases."""
    assert "Ann Sample" not in events_of(text)


@pytest.mark.parametrize(
    "other",
    [
        "Petrov had met a neighbour who was charged with fraud in 2019.",
        "Petrov had met a man who was charged with fraud in 2019.",
        "Petrov had met the two men who were charged with fraud in 2019.",
        "He lived with a cousin, who was charged with fraud in 2019.",
        "He lived with his brother, who was charged with fraud in 2019.",
        "He worked for a dealer who was charged with fraud in 2019.",
        "He worked for dealers who were charged with fraud in 2019.",
        "Petrov is the son of a clerk who was charged with fraud in 2019.",
    ],
)
def test_a_relative_clause_is_about_its_own_noun(other: str) -> None:
    """What befell somebody whom the text only describes is nothing that befell the person it names."""
    (case,) = cases_of(f"Ivan Petrov, 41, was arrested on Monday. {other}")
    assert ([event.type for event in case.events], case.charges) == (["arrested"], ())


@pytest.mark.parametrize(
    "own",
    [
        "Ivan Petrov, a former clerk at the port who was charged with fraud in 2019, was released.",
        "Ivan Petrov, 41, of Lima, who was charged with fraud, was released.",
        "Ivan Petrov, 41, was arrested on Monday. Petrov is a clerk who was charged with fraud in 2019.",
        "The court heard Ivan Petrov, a man who was charged with fraud in 2019.",
    ],
)
def test_a_relative_clause_may_explain_a_name(own: str) -> None:
    """A noun that explains a name, or is said of it, stands for the person so named."""
    (case,) = cases_of(own)
    assert [charge.text for charge in case.charges] == ["fraud"]


def test_coordinated_names_each_get_the_event() -> None:
    """`X, Y and Z were arrested` gives three cases."""
    found = events_of("Ivan Petrov, Bruno Keller and Omar Haddad were arrested on Monday.")
    expected = {("arrested", "2023-05-08", "actual")}
    assert found == {"Ivan Petrov": expected, "Bruno Keller": expected, "Omar Haddad": expected}


def test_groups_share_what_is_said_of_them() -> None:
    """`Both men` and `the defendants` are all of them."""
    found = events_of(
        "Ivan Petrov and Bruno Keller were charged with theft. Both men pleaded guilty on Monday. "
        "The defendants were sentenced on Wednesday."
    )
    expected = {
        ("charged", None, "actual"),
        ("pleaded_guilty", "2023-05-08", "actual"),
        ("sentenced", "2023-05-10", "actual"),
    }
    assert {"Ivan Petrov": expected, "Bruno Keller": expected} == found


def test_a_lead_is_joined_with_the_name_that_follows() -> None:
    """What a lead says of `a Lowtown man` belongs to the person named in the next sentence."""
    found = cases_of("A Chicago man was sentenced today for fraud. Ivan Petrov, 41, pleaded guilty in March.")
    assert [(case.name, case.age, case.status) for case in found] == [("Ivan Petrov", 41, "sentenced")]
    assert ("sentenced", "2023-05-11") in {(event.type, event.date) for event in found[0].events}


def test_an_unnamed_person_needs_another_attribute() -> None:
    """`A 34-year-old man` who was arrested is a case without a name; `a man` is none."""
    assert [(case.name, case.age) for case in cases_of("A 34-year-old man was arrested on Monday.")] == [(None, 34)]
    assert cases_of("A man was arrested on Monday.") == []


def test_a_surname_that_a_victim_shares_means_the_defendant() -> None:
    """The surname alone is the defendant's, also behind a relative of that name."""
    found = events_of(
        "Ivan Petrov is charged with killing his brother, Oleg Petrov, in their home. Petrov was arrested on Monday."
    )
    assert {"Ivan Petrov"} == set(found)
    assert ("arrested", "2023-05-08", "actual") in found["Ivan Petrov"]


def test_the_status_is_the_furthest_actual_event() -> None:
    """Scheduled events do not raise the status."""
    (case,) = cases_of("Ivan Petrov was convicted on Monday and is scheduled to be sentenced on June 1, 2023.")
    assert case.status == "convicted"


def test_repeated_mentions_are_one_event_with_all_evidence() -> None:
    """One event a type, person and date, with a span for each mention."""
    text = "Ivan Petrov was arrested on Monday. Petrov was arrested at home."
    (case,) = cases_of(text)
    (event,) = case.events
    assert sum(span.of(text) == "arrested" for span in event.evidence) == 2


def test_visited_prisoners_are_named_later() -> None:
    """`Three citizens in prison` who are visited are the three people whom the text says are visited."""
    found = events_of(
        "The consul plans to visit three citizens incarcerated in Lima. On Monday he visited Ivan Petrov and Bruno Keller. "
        "He intends to visit Omar Haddad."
    )
    assert {"Ivan Petrov", "Bruno Keller", "Omar Haddad"} == set(found)
