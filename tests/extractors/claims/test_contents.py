"""What is claimed: where the content begins and ends, denials, counts, and words that repeat or hide a claim."""

from __future__ import annotations

import pytest

from tests.extractors.claims.test_find import claims_of

CONTENTS = [
    pytest.param(
        "Adler said in a statement read to the court that her father was kind.",
        ["her father was kind"], id="how the statement came",
    ),
    pytest.param(
        "Carla's brother, Michael, wrote on Facebook an hour later that the family had heard nothing.",
        ["the family had heard nothing"], id="an interval behind the medium",
    ),
    pytest.param(
        "She acknowledged under questioning from the bench that he had given tips.",
        ["he had given tips"], id="a phrase before that",
    ),
    pytest.param(
        "Her lawyer told broadcaster NRV that her husband was no spy.",
        ["her husband was no spy"], id="the name of an outlet behind its noun",
    ),
    pytest.param(
        "The ministry confirmed that four people were held but would not elaborate.",
        ["four people were held"], id="a source that falls silent",
    ),
    pytest.param(
        "Adler accused the ministers of hypocrisy, pointing out that they had passed the law.",
        ["hypocrisy", "they had passed the law"], id="a verb of two words begins another claim",
    ),
    pytest.param(
        "Berg suggested that Adler was biased, to which she replied that he was wrong.",
        ["Adler was biased", "he was wrong"], id="to which",
    ),
    pytest.param(
        "Berg claims that he was at home, the jury heard.", ["he was at home"], id="a remark behind the content",
    ),
    pytest.param(
        "According to the Herald agency, quoting the ministry, the army is on alert.",
        ["the army is on alert"], id="whom the source quotes",
    ),
    pytest.param(
        "Ruth Adler had no enemies, the police said, and had passed all tests.",
        ["Ruth Adler had no enemies ¦ and had passed all tests"], id="the clause goes on behind the remark",
    ),
    pytest.param(
        "He was unable to find one taker, Adler said, on condition of anonymity.",
        ["He was unable to find one taker"], id="the terms on which it was said",
    ),
    pytest.param(
        "The guard detained 28 fishermen who, the ministry said, were poaching near the reef.",
        ["28 fishermen ¦ were poaching near the reef"], id="a remark inside a relative clause",
    ),
    pytest.param(
        "“It is old,” Ruth Adler said on “Meet the Day.” “Nobody looked after it for years.”",
        ["“It is old,” ¦ “Nobody looked after it for years.”"], id="over a title in marks",
    ),
    pytest.param(
        "“The bridge is old,” Bela Berg writes.", ["“The bridge is old,”"], id="a present tense at the end",
    ),
    pytest.param(
        "“The bridge is old,” his wife, Marites, recalled.", ["“The bridge is old,”"], id="a past tense behind a name",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "contents"), CONTENTS)
def test_content(text, contents):
    """The content is what is attributed, and nothing of how or by whom it was said."""
    found = [" ¦ ".join(claim.content) for claim in claims_of(text)]
    assert [content for content in contents if content not in found] == []


def test_one_claim_of_a_statement():
    """`told the court in a statement that` has one content, said once."""
    (claim,) = claims_of("Berg told the court in his final statement that he had only written it down.")
    assert claim.cue == "told"


DENIALS = [
    ("Berg, 34, denied all charges.", "Berg", "all charges"),
    (
        "The ministry denied reports that a second citizen was held.",
        "ministry",
        "reports that a second citizen was held",
    ),
    ("The military has denied holding Adler.", "military", "holding Adler"),
    ("The ruling party rejected the charge as baseless.", "ruling party", "the charge as baseless"),
]


@pytest.mark.parametrize(("text", "speaker", "content"), DENIALS)
def test_plain_denial(text, speaker, content):
    """Who denies an accusation is a source that denies; the noun that repeats it is no claim of its own."""
    (claim,) = claims_of(text)
    assert (claim.speaker, claim.content, claim.polarity) == (speaker, (content,), "denies")


def test_denial_of_what_was_just_alleged():
    """In `an allegation that she denies` the content denied is the accusation before it."""
    text = "Peter Vesely accused Eva Brandt of destroying documents, an allegation that she denies."
    alleged, denied = claims_of(text)
    assert (alleged.content, alleged.polarity) == (("destroying documents",), "alleges")
    assert (denied.content, denied.polarity, denied.speaker) == (("destroying documents",), "denies", "Eva Brandt")


NO_DENIALS = [
    "The judge denied the charges a hearing.",
    "The judge dismissed all charges.",
    "The army denied them permits until the work was done.",
    "Police questioned the son of the minister for six hours.",
    "The official, who requested anonymity, left the room.",
    "A man accused of stealing the steel fled to Lodi.",
    "The ministry did not say whether Berg was held.",
]


@pytest.mark.parametrize("text", NO_DENIALS)
def test_no_claim(text):
    """Decisions, questions of police, silence, and participles that accuse nobody are no claims."""
    assert claims_of(text) == []


COUNTS = [
    ("Police put the number at 12.", "Police", "the number at 12", [("=", 12)]),
    ("The ministry puts the toll at more than four.", "ministry", "the toll at more than four", [(">", 4)]),
    (
        "The report puts the number of dead at between 150 and 200.",
        "report",
        "the number of dead at between 150 and 200",
        [(">=", 150), ("<=", 200)],
    ),
    ("The group Casa Abierta counted at least 39 deaths.", "Casa Abierta", "at least 39 deaths", [(">=", 39)]),
]


@pytest.mark.parametrize(("text", "speaker", "content", "quantities"), COUNTS)
def test_count(text, speaker, content, quantities):
    """A count without a verb of saying is a claim of whoever counts, with its number."""
    (claim,) = claims_of(text)
    assert (claim.speaker, claim.content, claim.rule) == (speaker, (content,), "claim_count")
    assert [(quantity.comparator, quantity.value) for quantity in claim.quantities] == quantities


@pytest.mark.parametrize(
    "text", ["He counted 12 coins on the table.", "Adler put the book at the door.", "They put 12 men at risk."]
)
def test_no_count(text):
    """Counting coins and putting things somewhere are no claims."""
    assert claims_of(text) == []


def test_an_accuser_denies_no_charge():
    """`She denies the charge` is never said by the prosecutor; it is the accused, or nobody known."""
    text = "A baker, Marica Lovric, was charged with fraud, the county prosecutor said. She denies the charge."
    assert claims_of(text, cases=["Marica Lovric"])[-1].speaker == "Marica Lovric"
    assert claims_of(text)[-1].speaker != "county prosecutor"


def test_a_claim_inside_the_words_of_a_source_ends_with_them():
    """`A man who said he was a pirate told …` says no more than that he was a pirate."""
    said, _ = claims_of("A man who said he was one of the pirates told Horn Radio that a ransom was paid.")
    assert said.content == ("he was one of the pirates",)


def test_an_office_denies_what_was_said_before():
    """`something his office denies` denies the content before it."""
    said, denied = claims_of("The service said that he was suspected of carrying papers, something his office denies.")
    assert said.content == denied.content == ("he was suspected of carrying papers",)
    assert (denied.speaker, denied.polarity) == ("his office", "denies")
