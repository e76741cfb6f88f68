"""What holds for the claims of any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.annotations.annotate import annotate
from extractors.claims.find import find_claims
from extractors.persons.resolve import resolve_people

WORDS = st.sampled_from(
    [
        "Ruth",
        "Adler",
        "said",
        "told",
        "reporters",
        "that",
        "the",
        "bridge",
        "was",
        "“",
        "”",
        '"',
        "'",
        "‘",
        "’",
        ",",
        ".",
        ":",
        ";",
        "according",
        "to",
        "police",
        "claims",
        "of",
        "he",
        "denied",
        "asked",
        "her",
        "to",
        "announced",
        "by",
        "-",
        "—",
        "(",
        ")",
        "and",
        "but",
        "who",
        "which",
        "Monday",
        "60",
        "$5",
        "reports",
        "it",
        "is",
        "believed",
        "as",
        "saying",
        "quoted",
        "\n\n",
    ]
)


def claims_of(text):
    annotated = annotate(text, "2024-05-17")
    return find_claims(annotated, resolve_people(annotated), [])


def assert_grounded(text, claims):
    for claim in claims:
        assert claim.cue == text[slice(*claim.cue_span)]
        assert claim.content == tuple(text[slice(*span)] for span in claim.content_spans)
        if claim.speaker_span is not None:
            assert claim.speaker_text == text[slice(*claim.speaker_span)]
        for quantity in claim.quantities:
            assert quantity.text == text[slice(*quantity.evidence[0])]
        assert 0.0 <= claim.confidence <= 1.0
        assert all(span.end > span.start for span in claim.content_spans)


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_claims_of_word_salad_are_grounded(text):
    """Whatever the words, every span is exactly the words of the record."""
    assert_grounded(text, claims_of(text))


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_no_text_raises(text):
    """No text makes the extraction fail."""
    assert_grounded(text, claims_of(text))


CUT_SHORT = [
    ", reports Ruth ,",
    "It was said , told ,",
    "According to police over",
    "The road was closed according to her wife ,",
    "The driver was told ,",
    "The firm Acme , has",
    "an allegation that she denies",
    "They put the number at",
    "“The road is closed.” That said",
    "It was submitted on",
    "The clerk told a hearing in Lodi, Ohio",
    "The firm said Acme.",
    "They said, without giving names,",
    "The road was closed, the court heard",
    "Reporters said it. They denied it",
]


@pytest.mark.parametrize("text", CUT_SHORT)
def test_a_text_may_end_anywhere(text):
    """What a rule looks for behind a word may be cut off with the text."""
    assert_grounded(text, claims_of(text))


def test_time_is_linear():
    """Ten times the text takes about ten times as long, also where quotation marks and commas never close."""
    unit = "“The bridge, said Ruth Adler, and the mayor, who said, told, said that according to "

    def seconds(count):
        text = unit * count
        begun = time.process_time()
        claims_of(text)
        return time.process_time() - begun

    seconds(2)
    assert seconds(200) < 25 * max(seconds(20), 0.02)
