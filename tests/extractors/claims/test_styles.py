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


COURTS = [
    pytest.param(
        "The court heard that Berg used the bank cards of five people.",
        [(None, "Berg used the bank cards of five people")], id="a court hears that",
    ),
    pytest.param(
        "Carla Conrad used the bank cards of five people, Lodi Crown Court heard.",
        [(None, "Carla Conrad used the bank cards of five people")], id="a court heard behind the clause",
    ),
    pytest.param(
        "Two men were held for a week, it was reported on Friday.",
        [(None, "Two men were held for a week")], id="it was reported behind the clause",
    ),
    pytest.param("The old bridge was closed, it is not recommended.", [], id="no report"),
    pytest.param("The court heard the case of two men on Friday.", [], id="a case is heard"),
]  # fmt: skip

BODIES = [
    pytest.param(
        "The security firm Acme.com said that the bridge was safe.",
        [("Acme.com", "the bridge was safe")], id="a stop inside the name of a site",
    ),
    pytest.param("That said, we are quite different from the other firm.", [], id="a turn that says nothing"),
    pytest.param(
        "According to the ministry over 300 pilgrims have been hurt near Lodi, California.",
        [("ministry", "over 300 pilgrims have been hurt near Lodi, California")], id="a perfect tense behind the source",
    ),
    pytest.param(
        "The accused told the police that they had sold the cars.",
        [("accused", "they had sold the cars")], id="several accused",
    ),
]  # fmt: skip

REQUESTS = [
    pytest.param(
        "Ruth Adler pleaded with the court to free her son.", [("Ruth Adler", "to free her son")], id="pleaded with",
    ),
    pytest.param("Counsel prayed the court to free the man.", [("Counsel", "to free the man")], id="prayed"),
]  # fmt: skip


MORE = [
    pytest.param(
        "An affidavit filed by sheriff's Detective Ruth Adler says Berg bought two cans of gasoline.",
        [("affidavit filed by sheriff's Detective Ruth Adler", "Berg bought two cans of gasoline")], id="a writing speaks itself",
    ),
    pytest.param(
        "The Minister of State, Home Office (Ruth Adler), said that the bridge was safe.",
        [("Ruth Adler", "the bridge was safe")], id="a name in brackets behind an office",
    ),
    pytest.param(
        'State forces "neutralised" four men in the north, the National Defence Ministry said on Sunday.',
        [("National Defence Ministry", 'State forces "neutralised" four men in the north')], id="a verb in marks",
    ),
    pytest.param(
        "Ruth Adler told a regular press briefing that the bridge was safe.",
        [("Ruth Adler", "the bridge was safe")], id="a briefing is no verb",
    ),
    pytest.param(
        "Prime Minister Ruth Adler, quizzed about the case in Lodi, said: “My heart goes out to them.”",
        [("Ruth Adler", "“My heart goes out to them.”")], id="quizzed",
    ),
    pytest.param(
        "The two states are near a swap of prisoners, four people briefed on it said, though it is not signed.",
        [("four people briefed on it", "The two states are near a swap of prisoners")], id="the article's own concession",
    ),
    pytest.param(
        'His spokesman, asked about the remarks, said contacts "must remain silent".',
        [("His spokesman", 'contacts "must remain silent"')], id="words before a quotation are no source",
    ),
    pytest.param(
        "It was submitted on behalf of the man that fresh evidence undermined the verdict.",
        [(None, "fresh evidence undermined the verdict")], id="on whose behalf",
    ),
    pytest.param(
        "One of them, an Asian national, told prosecutors he was paid for it.",
        [("One of them", "he was paid for it")], id="one of them",
    ),
    pytest.param(
        "Another said Adler had raised her demands, a claim two officials confirmed.",
        [("Another", "Adler had raised her demands"), ("two officials", "Adler had raised her demands")], id="confirmed",
    ),
    pytest.param(
        "The bureau, in a press release signed by its director, Ruth Adler, indicated that the bridge was safe.",
        [("bureau", "the bridge was safe")], id="who signs for a body",
    ),
    pytest.param(
        "State television reported, without giving a source, that all those held were drivers.",
        [("State television", "all those held were drivers")], id="a remark before that",
    ),
    pytest.param(
        "Residents alleged police fired at them.", [("Residents", "police fired at them")], id="alleged is no attribute",
    ),
    pytest.param(
        "Ruth Adler warned that tolls would rise and she called them “a trap”.",
        [("Ruth Adler", "tolls would rise"), ("Ruth Adler", "them “a trap”")], id="and she called",
    ),
    pytest.param("The office neither confirmed nor denied that the man had been moved.", [], id="neither nor"),
    pytest.param(
        "The group says the blogger has been beaten in custody, citing his mother.",
        [("group", "the blogger has been beaten in custody")], id="whom a group cites is not what it says",
    ),
    pytest.param("The minister would have us believe that nobody was beaten.", [], id="who is made to believe"),
    pytest.param(
        "Berg rejected the accusations through his lawyer.", [("Berg", "the accusations")], id="through whom",
    ),
    pytest.param(
        "The Families' Group put the number of dead at 64, a figure that retired officers doubt.",
        [("Families' Group", "the number of dead at 64")], id="a remark about a number",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*MORE, *SOURCES, *NOUNS, *ENDS, *COURTS, *BODIES, *REQUESTS])
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


def test_quoted_as_saying_by():
    """The outlet behind `as saying by` relays what stood before."""
    (claim,) = claims_of("The bridge was closed for good, Ruth Adler was quoted as saying by the Herald.")
    assert (claim.speaker, claim.content, claim.reported_by) == (
        "Ruth Adler", ("The bridge was closed for good",), "Herald",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "KTV, citing the ministry, reported that the bridge was closed.",
        "The bridge was closed on Monday, KTV reported, citing the ministry.",
    ],
)
def test_whom_an_outlet_cites_is_the_source(text):
    """The outlet relays what the ministry said; an official who cites somebody is the source himself."""
    (claim,) = claims_of(text)
    assert (claim.speaker, claim.reported_by) == ("ministry", "KTV")
    (own,) = claims_of("Ruth Adler, citing the ministry, said that the bridge was closed.")
    assert (own.speaker, own.reported_by) == ("Ruth Adler", None)


DENIED = [
    pytest.param("The mayor termed the report as malicious.", "the report as malicious", id="called false"),
    pytest.param("Police rubbished reports that he was held.", "reports that he was held", id="rubbished"),
]


@pytest.mark.parametrize(("text", "content"), DENIED)
def test_an_accusation_that_is_called_false_is_denied(text, content):
    """Calling a report malicious denies it."""
    (claim,) = claims_of(text)
    assert (claim.content, claim.polarity) == ((content,), "denies")


def test_denial_of_it():
    """`It` is denied where something was claimed just before, not where nothing was."""
    claims = claims_of("The army said that it had freed the town. The rebels denied this.")
    assert [(claim.speaker, claim.content, claim.polarity) for claim in claims] == [
        ("army", ("it had freed the town",), "asserts"),
        ("rebels", ("this",), "denies"),
    ]
    assert claims_of("The visa was in her bag. The embassy denied it.") == []


def test_a_manner_of_speaking_is_no_amount():
    """Not one cent is no money, and `more` no unit."""
    (claim,) = claims_of("Ruth Adler said that they had not paid one cent.")
    assert claim.quantities == ()
    (claim,) = claims_of("Ruth Adler said that two more arrests had followed.")
    assert [(quantity.value, quantity.unit) for quantity in claim.quantities] == [(2, "arrests")]


def test_the_year_of_a_thing_dates_no_words():
    """A year before a noun is not when something was said."""
    (claim,) = claims_of("A court cleared a nurse over the 2004 death of a man, saying the confession was forced.")
    assert claim.date is None
