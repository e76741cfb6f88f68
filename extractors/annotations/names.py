"""Find names (PERSON, ORG, LOC, NORP) with the tagger that `training/names.py` trains.

The tagger is a pair of linear-chain CRFs over tokens with B/I labels: the second pass sees what the first called the same
word elsewhere in the article. A name's confidence is the lowest marginal probability
among its tokens. What labels cannot express is left to `corrections.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from extractors.annotations.corrections import correct_names, trim_name
from extractors.annotations.feature_tables import FeatureWeights
from extractors.annotations.features import FeatureMaker, article_hints, article_votes
from extractors.annotations.model_file import read_model
from extractors.annotations.probabilities import label_probabilities
from extractors.annotations.viterbi import best_labels
from extractors.annotations.windows import windows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.chain import Chain
    from extractors.annotations.model import Name, NameLabel, Sentence, Token

MODEL = Path(__file__).parents[1] / "models" / "names.crfsuite"
FIRST_MODEL = MODEL.with_name("names_first.crfsuite")
_MAX_SENTENCE = 300
"""A "sentence" of more tokens is a table or noise: it is tagged in pieces."""


class _Model(NamedTuple):
    """The chains of both passes, with the weights of their features side by side."""

    weights: FeatureWeights
    maker: FeatureMaker
    first: Chain
    second: Chain


@cache
def _load_model() -> _Model:
    first, second = read_model(FIRST_MODEL), read_model(MODEL)
    weights = FeatureWeights(first, second)
    return _Model(weights, FeatureMaker(weights), first.chain, second.chain)


def pieces_of(words: Sequence[str], sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return the token ranges to tag: the sentences that hold a capital letter, long ones in pieces."""
    return [
        (first, min(first + _MAX_SENTENCE, sentence.last))
        for sentence in sentences
        for first in range(sentence.first, sentence.last, _MAX_SENTENCE)
        if any(word[0].isupper() for word in words[first : min(first + _MAX_SENTENCE, sentence.last)])
    ]


def find_names(text: str, tokens: Sequence[Token], words: Sequence[str], sentences: Sequence[Sentence]) -> list[Name]:
    """Return the names of the text in order; `words` are those of the tokens."""
    weights, maker, first_pass, second_pass = _load_model()
    hints = article_hints(words)
    labels = ["O"] * len(words)
    read = []
    for window in windows_of(pieces_of(words, sentences)):
        weights.make_room()
        of_first, of_second = weights.scores(maker.of_words(words[window.tokens], window, hints))
        # Probabilities take less time than the best way through all labels, and tell nearly all of them.
        _, known = label_probabilities(first_pass, of_first, window.stretches)
        labels[window.tokens] = best_labels(first_pass, of_first, window.stretches, outside="O", known=known)
        read.append((window, of_second))
    votes = article_votes(words, labels)
    names: list[Name] = []
    column = {label: number for number, label in enumerate(second_pass.labels)}
    for window, of_words in read:
        _, of_votes = weights.scores(maker.of_votes(words[window.tokens], window, labels[window.tokens], votes))
        scores = of_words + of_votes
        probabilities, known = label_probabilities(second_pass, scores, window.stretches)
        found = best_labels(second_pass, scores, window.stretches, outside="O", known=known)
        for first, last in window.stretches:
            for begin, end, label in spans_of(found[first:last]):
                places = range(first + begin, first + end)
                confidence = min(probabilities.item(place, column[found[place]]) for place in places)
                of_name = tokens[window.begin + places.start : window.begin + places.stop]
                name = trim_name(text, of_name, label, confidence)
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
