"""Who speaks: sources behind relative clauses, shared subjects, pronouns, and the words that are nobody's."""

from __future__ import annotations

import pytest

from tests.extractors.claims.test_find import claims_of

SUBJECTS = [
    pytest.param(
        "A woman accused of smuggling 38 kg of cocaine told the court that she had been tricked.",
        "A woman accused of smuggling 38 kg of cocaine", id="behind a participle with an object of its own",
    ),
    pytest.param(
        "Two people briefed on it said that a grand jury had been called.",
        "Two people briefed on it", id="behind a participle that looks like a past tense",
    ),
    pytest.param(
        "Two witnesses who asked to leave the room for fear of reprisals said that shots were fired.",
        "Two witnesses who asked to leave the room for fear of reprisals", id="behind a relative clause with an infinitive",
    ),
    pytest.param(
        "An official close to the minister, who was not authorised to speak, said that talks had failed.",
        "An official close to the minister", id="an adjective ties the phrase",
    ),
    pytest.param(
        "When officers arrived in Lodi residents said that shots were fired.",
        "Lodi residents", id="a subordinate clause is no participle",
    ),
    pytest.param(
        "At least 80 people died in 2023, the highest number in eight years, the Casa Abierta group said.",
        "the Casa Abierta group", id="what was counted is nobody's role",
    ),
    pytest.param(
        "LODI - State media said on Wednesday that the bridge was closed.",
        "State media", id="a dateline with a spaced hyphen",
    ),
    pytest.param(
        "The security firm Acme, has said that the bridge was closed.",
        "The security firm Acme", id="a lone comma before the verb",
    ),
    pytest.param(
        "The accused said that she had been tricked by a friend.", "The accused", id="a participle that means a person",
    ),
    pytest.param(
        "Carla Conrad was questioned by Ruth Adler, the mayor, who said that the bridge was closed.",
        "Ruth Adler, the mayor", id="the object that a relative clause goes on from",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker_text"), SUBJECTS)
def test_subject(text, speaker_text):
    """The subject of the verb is the source, whatever stands between them."""
    assert [claim.speaker_text for claim in claims_of(text)] == [speaker_text]


SHARED = [
    pytest.param(
        "The mayor backed the harbour board, which is under investigation, saying the bridge was safe.",
        "The mayor", id="not the subject of a relative clause",
    ),
    pytest.param(
        "Bela Berg walked free after a court in Lodi acquitted him on Friday, saying the evidence was thin.",
        "a court in Lodi", id="the subject of a clause of time",
    ),
    pytest.param(
        "Ruth Adler met survivors of the fire and relatives of those killed and said the bridge was safe.",
        "Ruth Adler", id="not an object",
    ),
    pytest.param(
        "Police are looking for a man who took the money, and said that they had arrested his driver.",
        "Police", id="a present plural",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker_text"), SHARED)
def test_shared_subject(text, speaker_text):
    """A verb without a subject of its own shares that of the main clause."""
    assert [claim.speaker_text for claim in claims_of(text)] == [speaker_text]


REFERENCES = [
    pytest.param(
        "Captain Jose Abad spoke first.\n\nThe captain's brother told the Herald that the men were calm. “They were crying,” he said.",
        [], ["captain's brother", "captain's brother"], id="he is the relative who spoke last",
    ),
    pytest.param(
        "Ruth Adler told the radio that the inquiry was sound. Asked whether Carla Conrad should resign, she said: “No.”",
        [], ["Ruth Adler", "Ruth Adler"], id="who is asked about somebody is not that somebody",
    ),
    pytest.param(
        "Police arrested Bela Berg on Monday. His lawyer, Ruth Adler, said her client denied the accusations.",
        ["Bela Berg"], ["Ruth Adler", "Bela Berg"], id="a lawyer's client is the one person accused",
    ),
    pytest.param(
        "The family of Jun Pascual, a union leader who disappeared on May 4, says soldiers took him.",
        [], ["family of Jun Pascual"], id="the family speaks and not the missing man",
    ),
    pytest.param(
        "A report by a panel of experts found that the bridge was unsafe.",
        [], ["report by a panel of experts"], id="a report and not its authors",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cases", "speakers"), REFERENCES)
def test_reference(text, cases, speakers):
    """Pronouns and descriptions lead to whoever speaks, never to somebody who is only named nearby."""
    assert [claim.speaker for claim in claims_of(text, cases=cases)] == speakers


def test_a_role_before_the_name_of_an_object():
    """The role of whoever goes on to speak is read though a preposition governs it."""
    text = "That was contradicted by the Swedish ambassador, Per Nyman, who said that he had been refused access."
    claim = claims_of(text)[-1]
    assert (claim.speaker, claim.speaker_role, claim.speaker_country) == ("Per Nyman", "Swedish ambassador", "SE")


OWN_DATES = [
    ("A cellmate, who was released last month, told the Herald that she was ill.", None),
    ("Adler, who announced this in a statement on Wednesday, said that she was ill.", "2024-05-15"),
    ("Adler, who was released last month, said on Wednesday that she was ill.", "2024-05-15"),
]


@pytest.mark.parametrize(("text", "date"), OWN_DATES)
def test_date_of_a_relative_clause(text, date):
    """A date in a clause about the source is not when it was said, unless that clause is about saying it."""
    assert claims_of(text)[-1].date == date


LATE = [
    pytest.param(
        "The wife of jailed opposition politician Anton Gorelik said that he was ill.",
        "wife of jailed opposition politician Anton Gorelik", id="whose wife",
    ),
    pytest.param(
        "A prisoner found hanged at Wexmoor prison had told staff that he was ill.",
        "prisoner found hanged at Wexmoor prison", id="two participles",
    ),
    pytest.param(
        "A man who said he was one of the pirates told Horn Radio that a ransom was paid.",
        "man who said he was one of the pirates", id="a clause about the source that is a claim itself",
    ),
    pytest.param(
        "State spokesman Dmitri Arkhipov, asked about his health, said the state did not know.",
        "Dmitri Arkhipov", id="a remark about what was asked",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker"), LATE)
def test_source_far_from_its_verb(text, speaker):
    """Whom a phrase belongs to, and what is said about the source, do not become the source."""
    assert claims_of(text)[-1].speaker == speaker
