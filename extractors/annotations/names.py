"""Find names (PERSON, ORG, LOC, NORP) with the tagger that `training/names.py` trains.

The tagger is a linear-chain CRF over tokens with B/I labels; a name's confidence is the lowest marginal probability
among its tokens. Titles and honorifics in front of a person, and a possessive `'s` behind, are not part of the name.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pycrfsuite

from extractors.annotations.features import add_votes, article_hints, article_votes, sentence_features
from extractors.annotations.model import Name, NameLabel, Sentence, Token
from extractors.patterns import load_table
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

MODEL = Path(__file__).parents[1] / "models" / "names.crfsuite"
FIRST_MODEL = MODEL.with_name("names_first.crfsuite")
_HONORIFICS: frozenset[str] = frozenset(load_table("names_gazetteer.yml")["title"])
_NOT_IN_NAMES: frozenset[str] = frozenset({"A", "An", "The", "a", "an", "the"}) | frozenset(
    load_table("names_abbreviations.yml")["never_in_names"]
)
_NICKNAME = re.compile(r"[^\W\d_][\w.’' -]{0,40}\s[\"“‘'(]\w[\w .]{0,25}[\"”’')]\s[^\W\d_][\w.’' -]{0,60}")
_HOME = re.compile(r"\s(?:man|woman|teen|teenager|resident|couple|boy|girl)\b")
_AGE = re.compile(r",\s\d{1,2},\s")
_HOME_ARTICLES = ("A ", "a ", "An ", "an ")
_MAX_SENTENCE = 300
"""A "sentence" of more tokens is a table or noise: it is tagged in pieces."""


@cache
def load_tagger(model: Path) -> pycrfsuite.Tagger:
    """Return the tagger with the weights of one pass."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    return tagger


def pieces_of(words: Sequence[str], sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return the token ranges to tag: the sentences that hold a capital letter, long ones in pieces."""
    return [
        (first, min(first + _MAX_SENTENCE, sentence.last))
        for sentence in sentences
        for first in range(sentence.first, sentence.last, _MAX_SENTENCE)
        if any(word[0].isupper() for word in words[first : min(first + _MAX_SENTENCE, sentence.last)])
    ]


def second_pass_rows(
    words: Sequence[str], pieces: Sequence[tuple[int, int]], first_pass: pycrfsuite.Tagger
) -> list[list[list[str]]]:
    """Return the features of each piece with the first pass's labels and the article's votes added."""
    hints = article_hints(words)
    labels = ["O"] * len(words)
    pieces_rows = []
    for first, last in pieces:
        rows = sentence_features(words[first:last], hints)
        labels[first:last] = first_pass.tag(rows)
        pieces_rows.append(rows)
    votes = article_votes(words, labels)
    for (first, last), rows in zip(pieces, pieces_rows, strict=True):
        add_votes(rows, words[first:last], labels[first:last], votes)
    return pieces_rows


def find_names(text: str, tokens: Sequence[Token], sentences: Sequence[Sentence]) -> list[Name]:
    """Return the names of the text in order."""
    words = [token.text for token in tokens]
    pieces = pieces_of(words, sentences)
    tagger = load_tagger(MODEL)
    names: list[Name] = []
    pieces_rows = second_pass_rows(words, pieces, load_tagger(FIRST_MODEL))
    for (first, _), rows in zip(pieces, pieces_rows, strict=True):
        labels = tagger.tag(rows)
        for begin, end, label in spans_of(labels):
            confidence = min(tagger.marginal(labels[i], i) for i in range(begin, end))
            name = _trimmed(text, tokens[first + begin : first + end], label, confidence)
            if name:
                names.append(name)
    return _revised(text, names)


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
    """Return the name without titles and articles in front and marks behind; none when nothing is left."""
    first, last = 0, len(tokens)
    if label == "PERSON":
        while first < last - 1 and (tokens[first].text.lower() in _HONORIFICS or tokens[first].text in _NOT_IN_NAMES):
            first += 1
        while last > first + 1 and _is_no_surname(tokens[last - 1].text):
            last -= 1
    while first < last and not tokens[last - 1].text[-1].isalnum() and tokens[last - 1].text[-1] != ".":
        last -= 1
    if first >= last:
        return None
    span = Span(tokens[first].start, tokens[last - 1].end)
    return Name(span, span.of(text), cast("NameLabel", label), round(confidence, 4))


def _is_no_surname(word: str) -> bool:
    """Tell whether a word behind a name is no part of it, such as a caption's `Image`."""
    return word in _NOT_IN_NAMES and word not in ("So", "An", "Said", "To")


def _revised(text: str, names: list[Name]) -> list[Name]:
    """Return the names after corrections that the tagger's labels cannot express.

    A nickname in quotation marks joins the names around it (`James "Jim" Roe`); what stands between `a` and `man` is a
    place; who has an age is a person.
    """
    revised: list[Name] = []
    for name in names:
        before = revised[-1] if revised else None
        if (
            before
            and before.label == name.label == "PERSON"
            and _NICKNAME.fullmatch(text, before.span.start, name.span.end)
        ):
            span = Span(before.span.start, name.span.end)
            revised[-1] = Name(span, span.of(text), "PERSON", min(before.confidence, name.confidence))
            continue
        if name.label == "ORG" and _AGE.match(text, name.span.end) and 1 <= name.text.count(" ") <= 3:
            revised.append(Name(name.span, name.text, "PERSON", name.confidence))
            continue
        if name.label == "PERSON" and _is_home(text, name.span, before):
            revised.append(Name(name.span, name.text, "LOC", name.confidence))
            continue
        revised.append(name)
    return revised


def _is_home(text: str, span: Span, before: Name | None) -> bool:
    """Tell whether a place stands here: `a Lodi man`, `Jo Roe, 34, Lodi, is charged`, `Jo Roe, 34, of Lodi`."""
    if text.endswith(_HOME_ARTICLES, 0, span.start):
        return bool(_HOME.match(text, span.end))
    if text.endswith(", of ", 0, span.start):
        return True
    is_behind_age = (
        before is not None and before.label == "PERSON" and _AGE.fullmatch(text, before.span.end, span.start)
    )
    return bool(is_behind_age) and not _AGE.match(text, span.end) and " " not in text[span.start : span.end]
