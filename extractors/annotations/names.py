"""Find names (PERSON, ORG, LOC, NORP) with the tagger that `training/names.py` trains.

The tagger is a linear-chain CRF over tokens with B/I labels; a name's confidence is the lowest marginal probability
among its tokens. Titles and honorifics in front of a person, and a possessive `'s` behind, are not part of the name.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pycrfsuite

from extractors.annotations.features import article_hints, sentence_features
from extractors.annotations.model import Name, NameLabel, Sentence, Token
from extractors.patterns import load_table
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

MODEL = Path(__file__).parents[1] / "models" / "names.crfsuite"
_HONORIFICS: frozenset[str] = frozenset(load_table("names_gazetteer.yml")["title"])
_MAX_SENTENCE = 400
"""A "sentence" of more tokens is a table or noise: it is tagged in pieces."""


@cache
def load_tagger() -> pycrfsuite.Tagger:
    """Return the name tagger."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODEL))
    return tagger


def find_names(text: str, tokens: Sequence[Token], sentences: Sequence[Sentence]) -> list[Name]:
    """Return the names of the text in order."""
    words = [token.text for token in tokens]
    hints = article_hints(words)
    tagger = load_tagger()
    names: list[Name] = []
    for sentence in sentences:
        for first in range(sentence.first, sentence.last, _MAX_SENTENCE):
            last = min(first + _MAX_SENTENCE, sentence.last)
            if not any(word[0].isupper() for word in words[first:last]):
                continue
            labels = tagger.tag(sentence_features(words[first:last], hints))
            for begin, end, label in spans_of(labels):
                confidence = min(tagger.marginal(labels[i], i) for i in range(begin, end))
                name = _trimmed(text, tokens[first + begin : first + end], label, confidence)
                if name:
                    names.append(name)
    return names


def spans_of(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the first token, the token behind the last, and the label of each name in a row of B/I labels."""
    spans: list[tuple[int, int, str]] = []
    for index, label in enumerate(labels):
        if label == "O":
            continue
        kind = label[2:]
        if label[0] == "I" and spans and spans[-1][1] == index and spans[-1][2] == kind:
            spans[-1] = (spans[-1][0], index + 1, kind)
        else:
            spans.append((index, index + 1, kind))
    return spans


def _trimmed(text: str, tokens: Sequence[Token], label: str, confidence: float) -> Name | None:
    """Return the name without titles in front; none when nothing is left."""
    first, last = 0, len(tokens)
    while label == "PERSON" and first < last - 1 and tokens[first].text.lower() in _HONORIFICS:
        first += 1
    while first < last and not tokens[last - 1].text[-1].isalnum() and tokens[last - 1].text[-1] != ".":
        last -= 1
    if first >= last:
        return None
    span = Span(tokens[first].start, tokens[last - 1].end)
    return Name(span, span.of(text), cast("NameLabel", label), round(confidence, 4))
