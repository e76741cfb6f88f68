"""Who said what in styles that the gold articles are short of: agencies, courts, police news, statements, contradictions."""

from __future__ import annotations

import pytest

from tests.extractors.claims.test_find import claims_of

SOURCES = [
    pytest.param(
        "Ruth Adler told a town hall in Salem, New Hampshire on Monday that the bridge was safe.",
        [("Ruth Adler", "the bridge was safe")], id="place and day behind the addressee",
    ),
    pytest.param(
        "Carla Conrad told a Senate committee hearing on Thursday that the bridge was safe.",
        [("Carla Conrad", "the bridge was safe")], id="a hearing is told",
    ),
    pytest.param(
        "“I hope that the bridge is safe.” Adler said.",
        [("Adler", "“I hope that the bridge is safe.”")], id="a source alone behind a full stop",
    ),
    pytest.param(
        "They drove past a house the agency said was closed last month.",
        [("agency", "a house ¦ was closed last month")], id="a relative clause without its pronoun",
    ),
    pytest.param(
        "Ruth Adler came second in a race that she said defied belief.",
        [("Ruth Adler", "a race ¦ defied belief")], id="a past tense that looks like a participle",
    ),
    pytest.param(
        "Ruth Adler says he isn’t aware of the plans.",
        [("Ruth Adler", "he isn’t aware of the plans")], id="a contracted verb",
    ),
    pytest.param(
        "The old bridge, Mr. Adler said, is safe for all.",
        [("Adler", "The old bridge ¦ is safe for all")], id="the words before a remark are no role of the source",
    ),
    pytest.param(
        "Ruth Adler said, however, that the bridge was safe.",
        [("Ruth Adler", "the bridge was safe")], id="a turn between commas",
    ),
    pytest.param(
        "The reply, submitted through Attorney-General Ruth Adler, stated that the bridge was safe.",
        [("reply", "the bridge was safe")], id="a participle is no apposition",
    ),
    pytest.param(
        "Ruth Adler said in a statement read to the court: “She held her hand.”",
        [("Ruth Adler", "“She held her hand.”")], id="a statement that is read repeats nothing",
    ),
]  # fmt: skip

NOUNS = [
    pytest.param(
        "Ruth Adler thanked the court and expressed hope that the case would be dropped.",
        [("Ruth Adler", "the case would be dropped")], id="a noun that a verb carries behind and",
    ),
    pytest.param(
        "The mayor voiced concern that the men were beaten.",
        [("mayor", "the men were beaten")], id="once, not of the verb as well",
    ),
    pytest.param(
        "Ruth Adler made the claim that the bridge was safe.",
        [("Ruth Adler", "the bridge was safe")], id="made the claim",
    ),
]  # fmt: skip

ENDS = [
    pytest.param(
        "The agency told the high court that Adler was not in its custody, it emerged on Saturday.",
        [("agency", "Adler was not in its custody")], id="a remark that names nobody",
    ),
    pytest.param(
        "Her lawyer accused the police of framing his client, and walked out of the room.",
        [("Her lawyer", "framing his client")], id="the next verb of the source",
    ),
    pytest.param(
        "Ruth Adler said that Berg stalked her sister, and threatened to kill her.",
        [("Ruth Adler", "Berg stalked her sister, and threatened to kill her")], id="a threat is a deed as well",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*SOURCES, *NOUNS, *ENDS])
def test_claims(text, expected):
    """The claims of the text are these speakers with these words."""
    assert [(claim.speaker, " ¦ ".join(claim.content)) for claim in claims_of(text)] == expected


def test_denial_behind_a_dash():
    """What was said before the dash is what is denied."""
    claims = claims_of("A source said that a ransom had been paid -- an account that the charity flatly denied.")
    assert [(claim.speaker, claim.content, claim.polarity) for claim in claims] == [
        ("source", ("a ransom had been paid",), "asserts"),
        ("charity", ("a ransom had been paid",), "denies"),
    ]
