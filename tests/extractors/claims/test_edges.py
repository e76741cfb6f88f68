"""Where source and content begin and end, in sentences that nobody wrote for a parser; what looks like a claim and is none."""

from __future__ import annotations

import pytest

from tests.extractors.claims.test_find import claims_of

SOURCES = [
    pytest.param(
        "Councillor Ada Adler (Lab, Eastfield) announced that she would go.",
        [("Ada Adler", "she would go")], id="party and ward in brackets",
    ),
    pytest.param(
        "Pastor Moses Okidi, 42, of Light of Zion Ministries was on Thursday arraigned, and denied the charges.",
        [("Moses Okidi", "the charges")], id="whose home or body stands before the verb",
    ),
    pytest.param(
        "The lawyer for Viktor Danko, the retired colonel held in Lodi on charges of treason, says his client is ill.",
        [("lawyer for Viktor Danko", "his client is ill")], id="a remark with a participle that looks like a verb",
    ),
    pytest.param(
        "The indictment quotes a text message in which Colby wrote, “Tell Nick the blue one is nicer.”",
        [("Colby", "“Tell Nick the blue one is nicer.”")], id="the clause about a message has a subject of its own",
    ),
    pytest.param(
        "He was reacting to words of opposition leader Boyko Stanev, who had said that the order came from above.",
        [("Boyko Stanev", "the order came from above")], id="who is the person, not the words",
    ),
    pytest.param(
        "A senior official, speaking on condition of anonymity because he was not allowed to speak, said the drone was foreign.",
        [("senior official", "the drone was foreign")], id="the reason for anonymity has a subject of its own",
    ),
    pytest.param(
        "The coast guard had earlier said that the lights were off.",
        [("coast guard", "the lights were off")], id="a guard is a body",
    ),
    pytest.param(
        "Outside court, one of the complainants, Ms Jane Aceng, said she sold her cow. Giving evidence, Mr Frear’s widow, "
        "Christine, said her husband was kind.",
        [("Jane Aceng", "she sold her cow"), ("Christine", "her husband was kind")], id="where and when lead the sentence",
    ),
    pytest.param(
        "According to his lawyer, Efrain Tovar, three doctors warned him.",
        [("Efrain Tovar", "three doctors warned him")], id="whose lawyer it is stands before the name",
    ),
]  # fmt: skip

CONTENTS = [
    pytest.param(
        "A teacher from Imra has been detained, her union said on Monday, in what colleagues described as a “witch hunt”.",
        [("her union", "A teacher from Imra has been detained")], id="a remark behind the source is not its words",
    ),
    pytest.param(
        "The governor’s office said she was held “within the law” and gave no further details.",
        [("governor’s office", "she was held “within the law”")], id="what is not given is not said",
    ),
    pytest.param(
        "Minister Omar Soylu told a rally on Saturday that “traitors also teach”, without mentioning her by name.",
        [("Omar Soylu", "“traitors also teach”")], id="what is not mentioned is not said",
    ),
    pytest.param(
        "Carla Lund said through her lawyer she would leave the country.",
        [("Carla Lund", "she would leave the country")], id="through whom it was said",
    ),
    pytest.param(
        "According to the indictment, which was read out in court, Adler took the money.",
        [("indictment", "Adler took the money")], id="a clause about the document",
    ),
    pytest.param(
        "One child was, according to the fire service, among the dead.",
        [("fire service", "One child was ¦ among the dead")], id="a source inside the clause",
    ),
    pytest.param(
        "Adler was told by an official that he would be “home by winter,” Ada Nazar said.",
        [("official", "he would be “home by winter,”"),
         ("Ada Nazar", "Adler was told by an official that he would be “home by winter,”")],
        id="the remark behind a quotation names the source of the whole",
    ),
    pytest.param(
        "The Lodi High Court was told yesterday that three statues had been offered to a buyer.",
        [(None, "three statues had been offered to a buyer")], id="a day between the court and what it is told",
    ),
]  # fmt: skip

DENIALS = [
    pytest.param("Kevin Ludd denies murder.", [("Kevin Ludd", "murder")], id="an offence by its bare name"),
    pytest.param(
        "Ada Adler denied that her husband had thrown stones.",
        [("Ada Adler", "her husband had thrown stones")], id="a clause that begins with her",
    ),
    pytest.param(
        "The governor, Ada Adler, dismissed as malicious claims that she printed money.",
        [("Ada Adler", "claims that she printed money")], id="the verdict before what is denied",
    ),
    pytest.param(
        "A widow spoke first. Cross-examined by Bela Berg, defending, Ada Adler denied that she had lied.",
        [("Ada Adler", "she had lied")], id="defending is no claim",
    ),
]  # fmt: skip

NONE = [
    pytest.param("The United Nations mission expressed concern and left.", id="a feeling without its object"),
    pytest.param("The man, identified only as Ivan, was freed on Monday.", id="a name that is given in part"),
    pytest.param("The crisis claimed 15,393 lives in four years.", id="lives that are claimed"),
    pytest.param("Ada Adler pleaded guilty to fraud.", id="a plea is an event"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claims"), SOURCES + CONTENTS + DENIALS)
def test_edges(text: str, claims: list[tuple[str | None, str]]) -> None:
    assert [(claim.speaker, " ¦ ".join(claim.content)) for claim in claims_of(text)] == claims


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_claim(text: str) -> None:
    assert claims_of(text) == []


def test_roles_without_a_title_and_with_two_fields() -> None:
    text = (
        "Drug inspector Dr Bilal Sethi said samples had been sent. AU trade and industry commissioner Albert Muchanga said the "
        "road was open."
    )
    assert [(claim.speaker, claim.speaker_role) for claim in claims_of(text)] == [
        ("Bilal Sethi", "Drug inspector"),
        ("Albert Muchanga", "AU trade and industry commissioner"),
    ]


def test_a_body_by_its_noun_alone_is_the_one_named_before() -> None:
    text = "The Ministry of Foreign Affairs said that Adler was held. The road was open, the Ministry noted."
    assert [claim.speaker for claim in claims_of(text)] == [
        "Ministry of Foreign Affairs",
        "Ministry of Foreign Affairs",
    ]


def test_the_date_of_a_deed_dates_no_words() -> None:
    (claim,) = claims_of("The mother of a soldier killed in 2023 said she wanted to see Ada Adler in court.")
    assert claim.date is None


def test_what_is_dismissed_as_false_is_denied() -> None:
    (claim,) = claims_of(
        "The governor, Ada Adler, dismissed as malicious claims that she had printed nine billion shillings."
    )
    assert claim.polarity == "denies"


def test_whose_lawyer_it_is_speaks_not() -> None:
    text = "Bela Berg was charged. A lawyer for Mr. Berg said that the men were held. Mr. Berg said that he was ill."
    assert [claim.speaker for claim in claims_of(text)] == ["lawyer for Mr. Berg", "Bela Berg"]


def test_fraudulent_claims_that_are_submitted_are_no_words() -> None:
    assert claims_of("As part of the scheme, Bela Berg submitted fraudulent claims to an insurer.") == []
