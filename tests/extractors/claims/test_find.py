"""Claims of small made-up articles: one row a construction."""

from __future__ import annotations

import pytest

from extractors.annotations.annotate import annotate
from extractors.claims.find import find_claims
from extractors.persons.resolve import resolve_people
from schemas.case import Case

PUBLISHED = "2024-05-17"  # a Friday


def claims_of(text, *, cases=()):
    annotated = annotate(text, PUBLISHED)
    people = resolve_people(annotated)
    return find_claims(annotated, people, [Case(name=name) for name in cases])


def only(text, **options):
    claims = claims_of(text, **options)
    assert len(claims) == 1, [(claim.cue, claim.content) for claim in claims]
    return claims[0]


DIRECT = [
    pytest.param(
        "“We will rebuild the bridge before winter,” Mayor Ruth Adler said.",
        "Ruth Adler", "said", ("“We will rebuild the bridge before winter,”",),
        id="quotation before the cue",
    ),
    pytest.param(
        "“The bridge was in a bad state for years,” said Ruth Adler, a spokeswoman for the city.",
        "Ruth Adler", "said", ("“The bridge was in a bad state for years,”",),
        id="inverted, with an apposition",
    ),
    pytest.param(
        'Ruth Adler told reporters, "The bridge was in a bad state for years."',
        "Ruth Adler", "told", ('"The bridge was in a bad state for years."',),
        id="straight marks behind the cue",
    ),
    pytest.param(
        "‘The bridge was in a bad state for years,’ Ruth Adler said.",
        "Ruth Adler", "said", ("‘The bridge was in a bad state for years,’",),
        id="single marks",
    ),
    pytest.param(
        "“The bridge,” Ruth Adler said, “was in a bad state for years.”",
        "Ruth Adler", "said", ("“The bridge,”", "“was in a bad state for years.”"),
        id="split around the cue",
    ),
    pytest.param(
        "“The bridge was old,” Ruth Adler said. “Nobody looked after it.”",
        "Ruth Adler", "said", ("“The bridge was old,”", "“Nobody looked after it.”"),
        id="goes on in the next sentence",
    ),
    pytest.param(
        "“The bridge was old,” Ruth Adler said.\n\n“Nobody looked after it for years.”",
        "Ruth Adler", "said", ("“The bridge was old,”", "“Nobody looked after it for years.”"),
        id="goes on in the next paragraph",
    ),
    pytest.param(
        "“He called it ‘a miracle’ and left the room,” Ruth Adler said.",
        "Ruth Adler", "said", ("“He called it ‘a miracle’ and left the room,”",),
        id="a quotation inside a quotation is no claim of its own",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker", "cue", "content"), DIRECT)
def test_direct_claims(text, speaker, cue, content):
    """A quotation with its marks is the content of a direct claim."""
    claim = only(text)
    assert (speaker, cue, content, "direct") == (claim.speaker, claim.cue, claim.content, claim.type)


INDIRECT = [
    pytest.param(
        "The mayor, Ruth Adler, said that the bridge was unsafe.",
        "Ruth Adler", ("the bridge was unsafe",), id="that",
    ),
    pytest.param("Ruth Adler said the bridge was unsafe.", "Ruth Adler", ("the bridge was unsafe",), id="no that"),
    pytest.param(
        "According to Ruth Adler, a spokeswoman for the city, the bridge was unsafe.",
        "Ruth Adler", ("the bridge was unsafe",), id="according to, before",
    ),
    pytest.param(
        "The bridge was unsafe for years, according to police.",
        "police", ("The bridge was unsafe for years",), id="according to, behind",
    ),
    pytest.param(
        "The bridge was unsafe for years, Ruth Adler said.",
        "Ruth Adler", ("The bridge was unsafe for years",), id="clause before the cue",
    ),
    pytest.param(
        "The indictment alleges that Bela Berg stole the steel.",
        "indictment", ("Bela Berg stole the steel",), id="a document speaks",
    ),
    pytest.param(
        "Ruth Adler, who lives near the bridge, told the court that she heard a loud noise.",
        "Ruth Adler", ("she heard a loud noise",), id="a remark between source and cue",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker", "content"), INDIRECT)
def test_indirect_claims(text, speaker, content):
    """An attributed clause is the content, without `that` and without its full stop."""
    claim = only(text)
    assert (speaker, content, "indirect") == (claim.speaker, claim.content, claim.type)


def test_mixed_claim():
    """A clause with a quotation inside is one mixed claim, and its count is normalised."""
    claim = only("Ruth Adler said there were more than 60 prisoners in the “dark” cells of the fortress.")
    assert claim.type == "mixed"
    assert [(quantity.comparator, quantity.value) for quantity in claim.quantities] == [(">", 60.0)]


def test_nested_claims():
    """A cue inside another claim's content is a claim of its own."""
    outer, inner = claims_of("Police said that Bela Berg told investigators that he had never been to the bridge.")
    assert (outer.speaker.casefold(), inner.speaker) == ("police", "Bela Berg")
    assert inner.content == ("he had never been to the bridge",)
    assert inner.medium == "investigators"


def test_pronouns_go_back_to_the_fullest_name():
    """`she` at a cue is the person named before."""
    first, second = claims_of("Ruth Adler said the bridge was unsafe. She added that it would be closed on Monday.")
    assert "Ruth Adler" == first.speaker == second.speaker
    assert second.speaker_text == "She"


def test_role_country_date_and_medium():
    """What stands at the cue beside source and content is kept apart."""
    claim = only("On Thursday, Russian Foreign Minister Ivan Adler told reporters that the talks had failed.")
    assert (
        claim.speaker,
        claim.speaker_role,
        claim.speaker_country,
    ) == ("Ivan Adler", "Russian Foreign Minister", "RU")
    assert (claim.date, claim.medium) == ("2024-05-16", "reporters")


def test_relaying_outlet():
    """An outlet that quotes somebody relays the claim and is not its source."""
    claim = only("“The talks have failed,” the Daily Herald quoted Ivan Adler as saying.")
    assert (claim.speaker, claim.reported_by) == ("Ivan Adler", "Daily Herald")


POLARITIES = [
    ("Bela Berg denied that he took the money.", "denies"),
    ("Prosecutors alleged that Bela Berg took the money.", "alleges"),
    ("The mayor urged drivers to avoid the bridge.", "requests"),
    ("Ruth Adler predicted that the bridge would collapse within a year.", "predicts"),
    ("“We will rebuild the bridge,” Ruth Adler said.", "intends"),
    ("Ruth Adler said the bridge was built in 1960.", "asserts"),
]


@pytest.mark.parametrize(("text", "polarity"), POLARITIES)
def test_polarity(text, polarity):
    """The stance comes from the cue, the content and the source."""
    assert polarity == only(text).polarity


def test_about_names_the_case_persons_of_the_content():
    """The content's names and pronouns that mean a person of a case are named; others are not."""
    text = "Police arrested Bela Berg on Monday. Ruth Adler said he had stolen the steel from Carla Conrad."
    claim = claims_of(text, cases=["Bela Berg"])[-1]
    assert claim.about == ("Bela Berg",)


NO_CLAIMS = [
    "Bela Berg allegedly stole the steel.",
    "Bela Berg is accused of stealing the steel.",
    "The mayor declined to comment.",
    "The reported losses were small.",
    "The bridge was built in 1960 and painted in 1980.",
]


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_no_claims(text):
    """Accusations without an accuser and words that only look like cues are no claims."""
    assert claims_of(text) == []


def test_headline_with_a_colon():
    """A name and a colon before a quotation at the head of a paragraph attribute it."""
    claim = only("Ruth Adler: “The bridge will be closed for a year”\n\nThe bridge was built in 1960.")
    assert (claim.speaker, claim.content) == ("Ruth Adler", ("“The bridge will be closed for a year”",))


def test_a_title_in_marks_leaves_the_claim_indirect():
    """A nickname or title in quotation marks is no quotation of the source."""
    claim = only("Ruth Adler said that the “Silver Bridge” was built in 1960.")
    assert claim.type == "indirect"


def test_statement_before_a_colon():
    """A statement that was released is claimed by whoever released it."""
    text = (
        "District Attorney Ruth Adler released the following statement:\n\n“The verdict brings justice to the family.”"
    )
    claim = only(text)
    assert (claim.speaker, claim.content) == ("Ruth Adler", ("“The verdict brings justice to the family.”",))


def test_documents_keep_their_own_words():
    """A document that speaks is the speaker, with who made it."""
    claim = only("According to a report released by the ministry, the bridge was unsafe for years.")
    assert claim.speaker == "report released by the ministry"


def test_date_belongs_to_the_clause_of_the_cue():
    """A date of another clause is not when it was said."""
    claim = only("The bridge was closed on Monday, after Ruth Adler said that it was unsafe.")
    assert claim.date is None


def test_the_defendant_is_the_person_of_the_only_case():
    """`the defendant` in the content means the one person whom the article accuses."""
    text = "Bela Berg was arrested on Monday. Prosecutors alleged that the defendant stole the steel."
    assert claims_of(text, cases=["Bela Berg"])[-1].about == ("Bela Berg",)


def test_unclosed_quotation_goes_on_in_the_next_paragraph():
    """By newspaper convention a paragraph of a quotation that goes on has no closing mark."""
    text = "“The bridge was old.\n\n“Nobody looked after it,” Ruth Adler said."
    claim = only(text)
    assert claim.content == ("“The bridge was old.", "“Nobody looked after it,”")
