"""Phrases that name an offence, and their codes."""

from __future__ import annotations

import pytest

from extractors.patterns import load_rules
from extractors.values.offences import find_offences, iccs_code, load_iccs

PHRASES = [
    ("He was charged with conspiracy to commit wire fraud.", ["conspiracy to commit wire fraud"]),
    ("two counts of second-degree murder and one count of arson", ["second-degree murder", "arson"]),
    ("accused of breaking US banking regulations", ["breaking US banking regulations"]),
    ("assault with a deadly weapon", ["assault with a deadly weapon"]),
    ("convicted of attempted robbery, kidnapping and extortion", ["attempted robbery", "kidnapping", "extortion"]),
    ("pleaded guilty to conspiring to steal trade secrets", ["conspiring to steal trade secrets"]),
    ("lewd acts upon a child under 14", ["lewd acts upon a child under 14"]),
    (
        "driving under the influence of alcohol causing injury",
        ["driving under the influence of alcohol causing injury"],
    ),
    ("possession of a firearm by a felon on Monday", ["possession of a firearm by a felon"]),
    ("He stole a car.", []),
    ("the murder weapon and the fraud unit", []),
    ("They spoke of the weather.", []),
]


@pytest.mark.parametrize(("text", "phrases"), PHRASES, ids=[row[0] for row in PHRASES])
def test_find_offences(text: str, phrases: list[str]) -> None:
    """The phrase takes in what leads to the offence and what narrows it, and stops at the clause."""
    assert [offence.span.of(text) for offence in find_offences(text)] == phrases


CODES = [
    ("second-degree murder", "0101"),
    ("attempted murder", "0102"),
    ("attempted first-degree murder", "0102"),
    ("involuntary manslaughter", "0103"),
    ("gross vehicular manslaughter", "010321"),
    ("aggravated assault", "020111"),
    ("assault", "0201"),
    ("kidnapping for ransom", "020221"),
    ("human trafficking", "0204"),
    ("blackmail", "0205"),
    ("drunk driving", "0207"),
    ("stalking", "0208"),
    ("criminal defamation", "0209"),
    ("forcible rape", "03011"),
    ("sexual assault", "0301"),
    ("possession of child pornography", "030221"),
    ("armed robbery", "0401"),
    ("residential burglary", "05012"),
    ("commercial burglary", "0501"),
    ("auto theft", "05021"),
    ("grand theft", "0502"),
    ("arson", "0504"),
    ("possession of heroin with intent to sell", "0601"),
    ("wire fraud", "0701"),
    ("forgery", "0702"),
    ("taking bribes", "07031"),
    ("embezzlement", "0703"),
    ("money laundering", "07041"),
    ("disorderly conduct", "0801"),
    ("pimping", "0802"),
    ("blasphemy", "0803"),
    ("lese majeste", "0803"),
    ("tax evasion", "0804"),
    ("alien smuggling", "08051"),
    ("obstruction of justice", "0806"),
    ("unlawful possession of a firearm", "0901"),
    ("hacking", "0903"),
    ("espionage", "0904"),
    ("high treason", "0904"),
    ("racketeering", "0905"),
    ("participation in a criminal organization", "09051"),
    ("providing material support to terrorists", "0906"),
    ("driving on a suspended license", "0907"),
    ("animal cruelty", "10"),
    ("wildlife trafficking", "1003"),
    ("illegal logging", "1004"),
    ("polluting a river", "1001"),
    ("crimes against humanity", "1101"),
    ("conspiracy", "11"),
    ("gardening", None),
]


@pytest.mark.parametrize(("phrase", "code"), CODES, ids=[row[0] for row in CODES])
def test_iccs_code(phrase: str, code: str | None) -> None:
    """The code is as deep as the words support."""
    assert iccs_code(phrase) == code
    assert code is None or code in load_iccs()


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in load_rules("offences.yml")])
def test_examples_have_codes(rule: object) -> None:
    """The heads of a rule open its examples, so that each example gets a code."""
    assert [] == [example for example in rule.matches if iccs_code(example) is None]  # type: ignore[attr-defined]  # noqa: SIM300


def test_part_of_a_text() -> None:
    """Only the part that is asked for is read, and places are those of the whole text."""
    text = "murder, fraud, arson"
    assert [offence.span.of(text) for offence in find_offences(text, 8, 13)] == ["fraud"]
