"""The words of an article as claims read them: lower-cased, tagged, with the quotation each stands in.

`Layout` is made once per article and passed to every step. Positions are token indexes; a `Range` is half-open.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extractors.claims.parts_of_speech import tag_words
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, NameLabel

NOT_QUOTED = -1
LONGEST_SENTENCE = 400
"""Tokens; longer stretches without a full stop (lists, tables) are tagged piece by piece."""


class Range(NamedTuple):
    """Half-open range of tokens."""

    first: int
    last: int


@dataclass(slots=True)
class Layout:
    """Tokens of an article with what claims need to know of each."""

    annotated: Annotated
    words: list[str]
    tags: list[str]
    quote: list[int]
    sentence: list[int]
    date: list[int]
    quotations: list[Range]
    name_at: dict[int, NameLabel]
    name_ends: set[int]

    def span(self, tokens: Range) -> Span:
        """Return the characters that the tokens cover."""
        return Span(self.annotated.tokens[tokens.first].start, self.annotated.tokens[tokens.last - 1].end)

    def text(self, tokens: Range) -> str:
        """Return the words of the tokens as written."""
        return self.span(tokens).of(self.annotated.text)

    def sentence_range(self, index: int) -> Range:
        """Return the tokens of the sentence that holds token `index`."""
        sentence = self.annotated.sentences[self.sentence[index]]
        return Range(sentence.first, sentence.last)

    def paragraph_of(self, index: int) -> int:
        """Return the number of the paragraph that holds token `index`."""
        return self.annotated.sentences[self.sentence[index]].paragraph


def build_layout(annotated: Annotated) -> Layout:
    """Return the layout of an annotated text."""
    tokens = annotated.tokens
    count = len(tokens)
    words = [token.text.lower().replace("’", "'") for token in tokens]
    tags: list[str] = ["X"] * count
    sentence = [0] * count
    for number, span in enumerate(annotated.sentences):
        for index in range(span.first, span.last):
            sentence[index] = number
        for first in range(span.first, span.last, LONGEST_SENTENCE):
            last = min(first + LONGEST_SENTENCE, span.last)
            tags[first:last] = tag_words([token.text for token in tokens[first:last]])
    quotations, quote = _outer_quotations(annotated)
    return Layout(
        annotated,
        words,
        tags,
        quote,
        sentence,
        _date_numbers(annotated),
        quotations,
        {name.span.start: name.label for name in annotated.names},
        {name.span.end for name in annotated.names},
    )


def _outer_quotations(annotated: Annotated) -> tuple[list[Range], list[int]]:
    """Return the quotations that stand in no other, and for each token the number of the one that holds it."""
    starts = annotated.token_starts
    quote = [NOT_QUOTED] * len(starts)
    ranges: list[Range] = []
    reached = -1
    for quotation in annotated.quotations:
        if quotation.span.start < reached:
            continue
        reached = quotation.span.end
        tokens = Range(bisect_left(starts, quotation.span.start), bisect_left(starts, quotation.span.end))
        if tokens.last <= tokens.first:
            continue
        for index in range(*tokens):
            quote[index] = len(ranges)
        ranges.append(tokens)
    return ranges, quote


def _date_numbers(annotated: Annotated) -> list[int]:
    """Return for each token the number of the date that it is part of, -1 for none."""
    starts = annotated.token_starts
    numbers = [-1] * len(starts)
    for number, date in enumerate(annotated.dates):
        for index in range(bisect_left(starts, date.span.start), bisect_left(starts, date.span.end)):
            numbers[index] = number
    return numbers
