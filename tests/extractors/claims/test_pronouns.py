"""Whom a source means that is a pronoun: gender, the speaker who goes on, who was asked."""

from __future__ import annotations

import pytest

from tests.extractors.claims.test_find import claims_of

GENDERS = [
    pytest.param(
        "Army spokesman Omar Tayeb said the dead were fighters. The governor, Salma Idrissi, contradicted him. "
        "“There were women selling bread,” she told the radio.",
        ["Omar Tayeb", "Salma Idrissi"], id="a given name of any country",
    ),
    pytest.param(
        "The colonel, Ruben Alba, said the men had fled. His widow, Xo Rios, showed a letter. “This is his hand,” she said.",
        ["Ruben Alba", "Xo Rios"], id="a relation tells the gender",
    ),
    pytest.param(
        "Mayor Colin Platt has urged Ms Tranter to review the videos. She said that the review had begun.",
        ["Colin Platt", "Tranter"], id="a title tells the gender of whom is spoken to",
    ),
]  # fmt: skip

GOING_ON = [
    pytest.param(
        "Appearing for Dhanoa, senior advocate R K Bansal submitted that his client was ill. He further submitted that "
        "the arrest was illegal.",
        ["R K Bansal", "R K Bansal"], id="who further submits has submitted before",
    ),
    pytest.param(
        "Danko’s son Maksim does not believe him. “Nothing happens there without a call,” he said. “Larin knows it.”\n\n"
        "Asked about his father, he said, “Every hour.”",
        ["Maksim", "Maksim"], id="who is asked spoke before, not whom he named",
    ),
    pytest.param(
        "Ada Adler was charged on Monday, a prosecutor said. She denies the charge.",
        ["prosecutor", "Ada Adler"], id="who denies did not speak before",
    ),
]  # fmt: skip

SEVERAL = [
    pytest.param(
        "Officers from Lodi searched the farm for Ada Adler. They said that she had left.",
        ["Officers"], id="the subject of the sentence before",
    ),
    pytest.param(
        "The inmates beat Bela Berg because they believed that he had talked.",
        ["inmates"], id="the subject of the same sentence",
    ),
    pytest.param(
        "The bridge was closed with permission of the Ministry of Roads. They said that it was unsafe.",
        [None], id="no body that is only mentioned",
    ),
]  # fmt: skip

DESCRIPTIONS = [
    pytest.param(
        "“He called,” said Ines Duarte, 19, the daughter of the captain, Joao Duarte. The captain said that he was never there.",
        ["Ines Duarte", "Joao Duarte"], id="a daughter is not the captain",
    ),
    pytest.param(
        "Police commander Col. Jairo Mantilla said two men fired. The bars were closed. “They threatened him,” the colonel said.",
        ["Jairo Mantilla", "Jairo Mantilla"], id="a rank that is written out",
    ),
]  # fmt: skip

SILENT = [
    pytest.param(
        "President Ada Ferrer, asked about the case at her news conference, said she would not intervene. She declined to say "
        "whether the men were held. She would not say when the bridge would open.",
        ["Ada Ferrer"], id="who is asked and who says nothing claims nothing",
    ),
    pytest.param(
        "Asked by reporters whether he believed the witness, Bela Berg said he was sure.",
        ["Bela Berg"], id="what somebody is asked is no belief",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speakers"), SILENT + GENDERS + GOING_ON + SEVERAL + DESCRIPTIONS)
def test_pronouns(text: str, speakers: list[str | None]) -> None:
    assert [claim.speaker for claim in claims_of(text)] == speakers


BODIES = [
    pytest.param(
        "Salim Ansari died in custody. The state, represented by Additional Advocate General Prem Shankar, submitted that "
        "Ansari had fallen. He argued that the injuries were old.",
        ["state", "Prem Shankar"], id="who speaks for a body",
    ),
    pytest.param(
        "The certifier said it rejected the allegations. It said its engineers had relied on data.",
        ["certifier", "certifier", "certifier"], id="a thing that speaks",
    ),
    pytest.param(
        "Whitby told a co-worker that he wanted to see it burn. A search turned up two cans, the affidavit states.",
        ["Whitby", "affidavit"], id="a compound is whom it was said to; a document behind its words",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speakers"), BODIES)
def test_bodies(text: str, speakers: list[str | None]) -> None:
    assert [claim.speaker for claim in claims_of(text)] == speakers


OTHERS = [
    pytest.param(
        "The officer, Kyle Brandt, fired twice. Brandt's union representative said the officer feared for his life. He noted that "
        "Brandt was on leave.",
        ["Brandt's union representative", "Brandt's union representative"], id="whom the words name did not say them",
    ),
    pytest.param(
        "The family's attorney, Vanessa Cole, said that the chief lied. The district attorney said it was “too early” to talk.",
        ["Vanessa Cole", "district attorney"], id="an attorney of the other side",
    ),
    pytest.param(
        "A spokesman for the group, the FLD, disputed the army's account of the arrest.",
        ["spokesman for the group"], id="a spokesman is not his group",
    ),
    pytest.param(
        "Mrs Justice Calloway said that the decision was wrong. The judge said nobody opened the envelope.",
        ["Calloway", "Calloway"], id="a justice is a judge",
    ),
    pytest.param(
        '"He came with nine rifles," Colonel Issa Traoré, the commander, told state radio.',
        ["Issa Traoré"], id="told behind a remark",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speakers"), OTHERS)
def test_others(text: str, speakers: list[str | None]) -> None:
    assert [claim.speaker for claim in claims_of(text)] == speakers
