"""Find names (PERSON, ORG, LOC, NORP) with the tagger that `training/names.py` trains.

The tagger is a pair of linear-chain CRFs over tokens with B/I labels: the second pass sees what the first called the same
word elsewhere in the article. A name's confidence is the lowest marginal probability
among its tokens. What labels cannot express is left to `corrections.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from extractors.annotations.corrections import correct_names, trim_name
from extractors.annotations.crf import known_features, load_tagger
from extractors.annotations.features import FeatureMaker, article_hints, article_votes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pycrfsuite

    from extractors.annotations.model import Name, NameLabel, Sentence, Token

MODEL = Path(__file__).parents[1] / "models" / "names.crfsuite"
FIRST_MODEL = MODEL.with_name("names_first.crfsuite")
_MAX_SENTENCE = 300
"""A "sentence" of more tokens is a table or noise: it is tagged in pieces."""


@cache
def _feature_maker() -> FeatureMaker:
    return FeatureMaker(known_features(FIRST_MODEL, MODEL))


def pieces_of(words: Sequence[str], sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return the token ranges to tag: the sentences that hold a capital letter, long ones in pieces."""
    return [
        (first, min(first + _MAX_SENTENCE, sentence.last))
        for sentence in sentences
        for first in range(sentence.first, sentence.last, _MAX_SENTENCE)
        if any(word[0].isupper() for word in words[first : min(first + _MAX_SENTENCE, sentence.last)])
    ]


def second_pass_rows(
    words: Sequence[str], pieces: Sequence[tuple[int, int]], first_pass: pycrfsuite.Tagger, maker: FeatureMaker
) -> list[list[list[bytes]]]:
    """Return the features of each piece with the first pass's labels and the article's votes added."""
    hints = article_hints(words)
    labels = ["O"] * len(words)
    pieces_rows = []
    for first, last in pieces:
        rows = maker.of_sentence(words[first:last], hints)
        labels[first:last] = first_pass.tag(rows)
        pieces_rows.append(rows)
    votes = maker.of_votes(article_votes(words, labels))
    for (first, last), rows in zip(pieces, pieces_rows, strict=True):
        maker.add_votes(rows, words[first:last], labels[first:last], votes)
    return pieces_rows


def find_names(text: str, tokens: Sequence[Token], sentences: Sequence[Sentence]) -> list[Name]:
    """Return the names of the text in order."""
    words = [token.text for token in tokens]
    pieces = pieces_of(words, sentences)
    tagger = load_tagger(MODEL)
    names: list[Name] = []
    pieces_rows = second_pass_rows(words, pieces, load_tagger(FIRST_MODEL), _feature_maker())
    for (first, _), rows in zip(pieces, pieces_rows, strict=True):
        labels = tagger.tag(rows)
        for begin, end, label in spans_of(labels):
            confidence = min(tagger.marginal(labels[i], i) for i in range(begin, end))
            name = trim_name(text, tokens[first + begin : first + end], label, confidence)
            if name:
                names.append(name)
    return correct_names(text, tokens, names)


def spans_of(labels: Sequence[str]) -> list[tuple[int, int, NameLabel]]:
    """Return the first token, the token behind the last, and the label of each name in a row of B/I labels."""
    spans: list[tuple[int, int, NameLabel]] = []
    for index, label in enumerate(labels):
        if label == "O":
            continue
        kind = cast("NameLabel", label[2:])
        if label[0] == "I" and spans and spans[-1][1] == index and spans[-1][2] == kind:
            spans[-1] = (spans[-1][0], index + 1, kind)
        else:
            spans.append((index, index + 1, kind))
    return spans
