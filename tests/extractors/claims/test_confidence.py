"""The confidence of a speaker comes from counts of how it was found."""

from __future__ import annotations

import json

from extractors.claims.confidence import MODEL, speaker_confidence, way_of
from extractors.claims.source_references import Source
from tests.extractors.claims.test_find import claims_of


def test_every_way_was_counted_with_sane_figures() -> None:
    ways = json.loads(MODEL.read_text(encoding="utf-8"))["speaker"]
    assert all(0 <= right <= total for right, total in ways.values())
    assert ways["*"][1] == sum(total for way, (_, total) in ways.items() if way != "*")


def test_nobody_has_no_confidence() -> None:
    assert speaker_confidence(Source(None, None, None)) == 0.0


def test_a_name_is_surer_than_words_and_they() -> None:
    name, words, they = (Source("Ada Adler", None, None, confidence=1.0, how=how) for how in ("name", "words", "they"))
    assert speaker_confidence(name) > speaker_confidence(words)
    assert speaker_confidence(name) > speaker_confidence(they)


def test_an_unsure_name_is_counted_apart() -> None:
    assert way_of(Source("Ada Adler", None, None, confidence=0.6, how="name")) == "name_unsure"
    assert way_of(Source("Ada Adler", None, None, confidence=0.6, how="they")) == "they"


def test_records_carry_it() -> None:
    claims = claims_of(
        "Ruth Adler said the bridge was safe. A witness said it was not. Somebody spoke. It was alleged that it fell."
    )
    assert [claim.speaker_confidence > 0.95 for claim in claims[:2]] == [True, False]
    assert all(claim.speaker_confidence == 0.0 for claim in claims if claim.speaker is None)
