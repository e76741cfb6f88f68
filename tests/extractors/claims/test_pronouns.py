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


@pytest.mark.parametrize(("text", "speakers"), GENDERS)
def test_pronouns(text: str, speakers: list[str]) -> None:
    assert [claim.speaker for claim in claims_of(text)] == speakers
