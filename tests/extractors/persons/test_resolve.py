"""People: who is named, and which words refer to whom. The texts are about invented people."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.annotations.annotate import annotate
from extractors.persons.model import Entity, People
from extractors.persons.resolve import resolve_people


def resolve(text: str) -> People:
    return resolve_people(annotate(text, "2023-05-04"))


def person(people: People, name: str | None) -> Entity:
    return next(entity for entity in people.entities if entity.kind == "person" and entity.name == name)


def references(text: str, words: str) -> list[list[str | None]]:
    """Return the names that each mention of exactly these words refers to."""
    people = resolve(text)
    return [
        [people.entities[index].name for index in mention.entities]
        for mention in people.mentions
        if mention.span.of(text) == words
    ]


def test_surname_refers_to_full_name() -> None:
    """The fullest form is the name, the shorter ones are aliases."""
    text = "Okonjo was held. Mira Okonjo, 34, of Lodi, denies it. Mira A. Okonjo was charged, and Ms. Okonjo wept."
    people = resolve(text)
    entity = person(people, "Mira A. Okonjo")
    assert {"Okonjo", "Mira Okonjo"} == set(entity.aliases)
    assert entity.gender == "female"
    assert sum(e.kind == "person" for e in people.entities) == 1


def test_namesakes_stay_apart() -> None:
    """A surname that two people share goes to the one named last, with less confidence."""
    text = "Peter Velikanov was charged. His brother Oleg Velikanov was not. Velikanov told reporters he was relieved."
    people = resolve(text)
    assert {"Peter Velikanov", "Oleg Velikanov"} <= {e.name for e in people.entities}
    alone = next(m for m in people.mentions if m.span.of(text) == "Velikanov")
    assert people.entities[alone.entities[0]].name == "Oleg Velikanov"
    assert alone.confidence < 0.8


def test_whom_the_surname_meant_before_it_means_again() -> None:
    """A text that has called one of two namesakes by the surname alone means that one, whoever else of the name spoke last."""
    text = (
        "Andres Quirozal, a senator, went on trial on Monday. Quirozal denies fraud. Outside the court Lucia Quirozal said that "
        "the family was calm. Quirozal was convicted of one count. He will appeal."
    )
    assert references(text, "Quirozal") == [["Andres Quirozal"]] * 2
    assert references(text, "He") == [["Andres Quirozal"]]


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        ("Mira Okonjo, aka Tamsin Baker, was arrested. Baker fled.", {"Tamsin Baker", "Baker"}),
        ("Mira Okonjo, also known as “Lucky” and “Big Mo,” was arrested.", {"Lucky", "Big Mo"}),
        ("Mira Okonjo is a clown who goes by the name of “Lucky Mo,” police said.", {"Lucky Mo"}),
        ("Mira Velikanova was arrested. Prosecutors said Velikanowa had fled.", {"Velikanowa"}),
    ],
)
def test_second_names(text: str, aliases: set[str]) -> None:
    """`aka` names, nicknames and misspellings belong to the same person."""
    people = resolve(text)
    assert aliases <= set(next(e for e in people.entities if e.kind == "person").aliases)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Mira Okonjo was charged. She denies it.", "She", ["Mira Okonjo"]),
        ("Peter Roe met Oleg Velikanov. He then left for Lodi.", "He", ["Peter Roe"]),
        ("Peter Roe was held. Judge Ada Marsden said he may leave.", "he", ["Peter Roe"]),
        ("Mira Okonjo, 34, and Peter Roe, 62, were held. The 62-year-old wept.", "The 62-year-old", ["Peter Roe"]),
        (
            "Mira Okonjo, 34, was charged with fraud. Judge Peter Roe denied bail. The defendant wept.",
            "The defendant",
            ["Mira Okonjo"],
        ),
        (
            "Oleg Velikanov and Peter Roe were charged with theft. Both men deny it.",
            "Both men",
            ["Oleg Velikanov", "Peter Roe"],
        ),
        (
            "Oleg Velikanov, 30, was charged with theft. Peter Roe, 31, was charged with fraud. The defendants deny it.",
            "The defendants",
            ["Oleg Velikanov", "Peter Roe"],
        ),
        (
            "Russian ambassador Oleg Velikanov met reporters. Mira Okonjo left. The ambassador said nothing.",
            "The ambassador",
            ["Oleg Velikanov"],
        ),
        (
            "The Ministry of Justice refused. Later the ministry said that it was sorry.",
            "the ministry",
            ["Ministry of Justice"],
        ),
        ("Peter Roe, a former cadet, was jailed. The former cadet appealed.", "The former cadet", ["Peter Roe"]),
    ],
)
def test_references(text: str, words: str, expected: list[str]) -> None:
    """Pronouns and descriptions refer to the person or body that they fit."""
    assert [expected] == references(text, words)


@pytest.mark.parametrize(
    "text",
    [
        "A Lodi man was arraigned today for fraud. Peter Roe, 34, Lodi, is charged with theft.",
        "SANTA ROSA – A man was charged today with fraud. Peter Roe, 34, Lodi, is charged with theft.",
        "A 34-year-old man, Peter Roe, was arrested.",
        "A former officer was sentenced Friday. He wept. Peter Roe, 34, was found guilty of fraud.",
    ],
)
def test_introduced_and_then_named(text: str) -> None:
    """A person introduced by a description and named in the next sentences is one person."""
    assert [e.name for e in resolve(text).entities if e.kind == "person"] == ["Peter Roe"]


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Police arrested a 34-year-old man on Friday. Nothing else is known.", "male"),
        ("A Lodi woman was jailed for theft, the court said.", "female"),
    ],
)
def test_unnamed(text: str, gender: str) -> None:
    """A person of whom only a description is known has no name."""
    assert gender == person(resolve(text), None).gender


def test_ages_that_contradict_keep_people_apart() -> None:
    """An introduced person of another age than the one named next is someone else."""
    text = "A 19-year-old man was arrested. Peter Roe, 62, is charged with theft."
    assert {None, "Peter Roe"} == {e.name for e in resolve(text).entities if e.kind == "person"}


def test_title_before_the_name() -> None:
    """An office that opens the article is the person's who is named later; so are the pronouns between."""
    text = (
        "Peruvian Ambassador to the UK on Friday denied it. His words came late. Oleg Velikanov told TASS that he left."
    )
    people = resolve(text)
    assert person(people, "Oleg Velikanov").role == "Peruvian Ambassador to the UK"
    assert references(text, "His") == [["Oleg Velikanov"]]


def test_several_introduced() -> None:
    """`Two men` are the two who are named next."""
    text = "Two men were sentenced today for fraud. Oleg Velikanov, 30, and Peter Roe, 31, pleaded guilty in May."
    assert references(text, "Two men") == [["Oleg Velikanov", "Peter Roe"]]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Deputy District Attorney Peter Roe prosecuted.", "Deputy District Attorney"),
        ("Russian Foreign Minister Peter Roe spoke.", "Russian Foreign Minister"),
        ("Secretary of State Peter Roe spoke.", "Secretary of State"),
        ("The mayor of Ghent, Peter Roe, spoke.", "mayor of Ghent"),
        ("Peter Roe, 62, a former officer, was charged.", "a former officer"),
        ("Peter Roe, spokesman for the union, declined.", "spokesman for the union"),
        ("Acme's chief executive, Peter Roe, declined.", "Acme's chief executive"),
        ("Mr. Peter Roe declined.", None),
        ("After meeting Peter Roe, the defendant is accused of theft.", None),
    ],
)
def test_roles(text: str, role: str | None) -> None:
    """Title and apposition give the role, with its place."""
    entity = person(resolve(text), "Peter Roe")
    assert role == entity.role
    assert role == (entity.role_span.of(text) if entity.role_span else None)


def test_bodies() -> None:
    """Acronyms and short forms are aliases of the full name."""
    text = "The Federal Bureau of Investigation (FBI) sued Harlow Airlines Inc. on Monday. Harlow Airlines said the FBI was wrong."
    entities = {e.name: set(e.aliases) for e in resolve(text).entities if e.kind == "organisation"}
    assert {"FBI"} == entities["Federal Bureau of Investigation"]
    assert entities["Harlow Airlines Inc."] == {"Harlow Airlines"}


def test_empty() -> None:
    """An empty text has nobody."""
    assert People() == resolve("")


_WORDS = st.sampled_from(
    (
        "Peter",
        "Roe",
        "Mira",
        "Okonjo",
        "he",
        "she",
        "they",
        "it",
        "the",
        "The",
        "a",
        "both",
        "his",
        "defendant",
        "man",
        "men",
        "34-year-old",
        ",",
        ".",
        "said",
        "“",
        "”",
        "(",
        ")",
        "was",
        "charged",
        "'s",
        "mother",
        "aka",
        "and",
        "Judge",
        "FBI",
        "attorney",
        "officials",
        "ministry",
        "two",
        "\n\n",
    )
)


@settings(max_examples=80)
@given(st.one_of(st.text(max_size=120), st.lists(_WORDS, max_size=60).map(" ".join)))
def test_everything_is_grounded(text: str) -> None:
    """No text breaks the resolution; names, aliases and roles are the quotes at their spans; indexes are valid."""
    people = resolve(text)
    for entity in people.entities:
        assert entity.name is None or entity.name == entity.name_span.of(text)
        assert all(alias == span.of(text) for alias, span in entity.aliases.items())
        assert entity.role == (entity.role_span.of(text) if entity.role_span else None)
    for mention in people.mentions:
        assert all(0 <= index < len(people.entities) for index in mention.entities)
        assert 0 <= mention.confidence <= 1
    assert people.mentions == sorted(people.mentions, key=lambda mention: mention.span)


@pytest.mark.parametrize(
    "unit",
    [
        "Peter Roe said. ",
        "he ",
        "the defendant ",
        "Peter Roe, a man, ",
        "two men were charged. ",
        "Acme Acme Inc. ",
        "his mother ",
        "and Peter ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    """Ten times as much of one thing over and over takes about ten times as long."""
    seconds = []
    for size in (10_000, 100_000):
        annotated = annotate(unit * (size // len(unit)))
        start = time.process_time()
        resolve_people(annotated)
        seconds.append(time.process_time() - start)
    assert seconds[1] < 30 * max(seconds[0], 0.05)


def test_time_is_linear_in_people() -> None:
    """Thousands of namesakes do not make it quadratic."""
    seconds = []
    for count in (300, 3000):
        letters = ["abcdefghij"[int(digit)] for number in range(count) for digit in f"{number:04}"]
        given_names = ["".join(letters[i : i + 4]).title() for i in range(0, len(letters), 4)]
        annotated = annotate(" ".join(f"{name} Roe, 34, was charged. Roe and {name}ov left." for name in given_names))
        start = time.process_time()
        resolve_people(annotated)
        seconds.append(time.process_time() - start)
    assert seconds[1] < 30 * max(seconds[0], 0.05)
