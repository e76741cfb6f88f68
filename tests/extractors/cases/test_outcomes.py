"""How cases end or change: sentences changed on appeal, charges withdrawn, convictions quashed, extradition decided."""

from __future__ import annotations

import pytest

from tests.extractors.cases.test_events import cases_of, events_of

NAME = "Ivan Petrov"


def outcome(text: str) -> set[tuple[str, str]]:
    """Return types and modalities of the events of the one person whom these texts name."""
    return {(event, modality) for event, _, modality in events_of(text).get(NAME, set())}


@pytest.mark.parametrize(
    ("text", "event", "modality"),
    [
        # a court that changes a sentence sentences anew
        ("A court reduced the sentence of Ivan Petrov, 41, from 20 to 15 years.", "sentenced", "actual"),
        ("Ivan Petrov, 41, had his 17-year sentence reduced to 12 years.", "sentenced", "actual"),
        ("The court has increased to 14 years the prison sentence of Ivan Petrov.", "sentenced", "actual"),
        ("A court handed writer Ivan Petrov a suspended prison sentence.", "sentenced", "actual"),
        ("The judge handed down a ten-year sentence to Ivan Petrov.", "sentenced", "actual"),
        ("The governor reduced Ivan Petrov's sentence.", "commuted", "actual"),
        ("Ivan Petrov was sentenced to death, later commuted to life.", "commuted", "actual"),
        ("A magistrate jailed driver Ivan Petrov for 18 months.", "imprisoned", "actual"),
        # charges and cases that end
        ("Prosecutors withdrew charges of fraud against Ivan Petrov, 41.", "dismissed", "actual"),
        ("Charges of fraud against Ivan Petrov, 41, were withdrawn.", "dismissed", "actual"),
        ("Charges against a third man, Ivan Petrov, were struck out in 2021.", "dismissed", "actual"),
        ("The High Court quashed an FIR against Ivan Petrov.", "dismissed", "actual"),
        ("Prosecutors entered a nolle prosequi in the case against Ivan Petrov.", "dismissed", "actual"),
        ("The magistrate discharged Ivan Petrov, 41, for want of evidence.", "dismissed", "actual"),
        ("An FIR was registered against Ivan Petrov.", "investigated", "actual"),
        ("Ivan Petrov was booked for cheating.", "investigated", "actual"),
        ("Police booked Ivan Petrov, 30, for cheating.", "investigated", "actual"),
        # verdicts
        ("A jury took two hours to find Ivan Petrov, 27, not guilty.", "acquitted", "actual"),
        ("The jury found former nurse Ivan Petrov, 44, not guilty of murder.", "acquitted", "actual"),
        ("A jury took four hours to convict Ivan Petrov of murder.", "convicted", "actual"),
        ("The court set aside the death sentence awarded to Ivan Petrov.", "overturned", "actual"),
        ("A judge threw out the conviction of Ivan Petrov.", "overturned", "actual"),
        ("The court ruled that the conviction of Ivan Petrov, 68, was unsafe.", "overturned", "actual"),
        (
            "The court quashed the conviction of a former postmaster. Ivan Petrov, 68, was jailed in 2006.",
            "overturned",
            "actual",
        ),
        ("Ivan Petrov, 71, whose conviction was overturned, spoke.", "overturned", "actual"),
        ("Ivan Petrov was arrested in May. In exchange, Spain freed Ivan Petrov.", "exchanged", "actual"),
        # what is decided about extradition is not done yet
        ("The court ordered the surrender of Ivan Petrov to Spain.", "extradited", "scheduled"),
        ("A judge agreed to extradite Ivan Petrov to Spain.", "extradited", "scheduled"),
        ("The minister approved Ivan Petrov's extradition on Friday.", "extradited", "scheduled"),
        ("Ivan Petrov, wanted for fraud, was surrendered to Poland.", "extradited", "actual"),
        ("Spain asked Ireland to extradite Ivan Petrov.", "extradition_requested", "actual"),
        # held and let go
        ("Ivan Petrov spent 14 months on remand.", "detained", "actual"),
        ("A court extended until June the pre-trial detention of Ivan Petrov.", "detained", "actual"),
        ("Ivan Petrov was arrested in May. He walked out of Hill prison on Saturday.", "released", "actual"),
        ("Spain has freed a journalist. Ivan Petrov, 41, was arrested in May.", "released", "actual"),
        ("Spain has released a journalist. Ivan Petrov, 41, was arrested in May.", "released", "actual"),
    ],
)
def test_what_became_of_the_case(text: str, event: str, modality: str) -> None:
    """The end of a case, or its change, is an event."""
    assert (event, modality) in outcome(text)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Ivan Petrov was jailed in May. He could see his sentence reduced to two years.", "sentenced"),
        ("Ivan Petrov was arrested. He is trying to have his conviction overturned.", "overturned"),
        ("Ivan Petrov, charged with murder, was discharged from hospital.", "dismissed"),
        ("Ivan Petrov was arrested. He was told that a charge of theft would be dropped.", "dismissed"),
        ("Ivan Petrov was arrested. Spain approved an extradition treaty.", "extradited"),
        ("Ivan Petrov was arrested in May. His ally released a statement.", "released"),
        ("Ivan Petrov was arrested. Prosecutors want Petrov's sentence increased to 20 years.", "sentenced"),
        ("Ivan Petrov was arrested. The court had not yet approved the extradition of Petrov.", "extradited"),
        ("Ivan Petrov was arrested. The charge against his wife was withdrawn.", "dismissed"),
    ],
)
def test_what_did_not_become_of_it(text: str, event: str) -> None:
    """Hopes, plans and other people's affairs are none."""
    assert (event, "actual") not in outcome(text)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("A court reduced the sentence of Ivan Petrov, 41, from 20 to 15 years.", [180]),
        ("A court reduced Ivan Petrov's sentence from 20 years to 15 years in prison.", [180]),
        ("Ivan Petrov, 41, had his 17-year sentence reduced to 12 years.", [144]),
        ("Ivan Petrov was sentenced to 10 years. His sentence was increased on appeal to 14 years.", [120, 168]),
        ("Ivan Petrov was jailed for ten years. He could see his sentence cut to two years.", [120]),
        ("Ivan Petrov was sentenced to death for murder, later commuted to life.", [None, None]),
    ],
)
def test_the_sentence_that_a_court_changed(text: str, months: list[int | None]) -> None:
    """What was imposed counts, first and later; a term that is named only as what was changed does not."""
    case = next(case for case in cases_of(text) if case.name == NAME)
    assert months == [penalty.months for penalty in case.sentence]
