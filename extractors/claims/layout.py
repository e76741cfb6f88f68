"""The words of an article as claims read them: lower-cased, tagged, with the quotation each stands in.

`Layout` is made once per article and passed to every step. Positions are token indexes; a `Range` is half-open.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extractors.claims.parts_of_speech import tag_words
from extractors.claims.tag_repairs import repair_tags
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated, NameLabel

NOT_QUOTED = -1
_MARK = re.compile(r"[“”]")
_LONGEST_RUN = 4000
"""Characters that a quotation may run over paragraphs that open with no mark of their own."""
LONGEST_SENTENCE = 250
"""Tokens; longer stretches without a full stop (lists, tables) are read piece by piece, so that time stays linear."""


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
    name_ends: dict[int, NameLabel]

    def span(self, tokens: Range) -> Span:
        """Return the characters that the tokens cover."""
        return Span(self.annotated.tokens[tokens.first].start, self.annotated.tokens[tokens.last - 1].end)

    def text(self, tokens: Range) -> str:
        """Return the words of the tokens as written."""
        return self.span(tokens).of(self.annotated.text)

    def sentence_range(self, index: int) -> Range:
        """Return the tokens of the sentence that holds token `index`, of an endless one those around it."""
        sentence = self.annotated.sentences[self.sentence[index]]
        return Range(max(sentence.first, index - LONGEST_SENTENCE), min(sentence.last, index + LONGEST_SENTENCE))

    def paragraph_of(self, index: int) -> int:
        """Return the number of the paragraph that holds token `index`."""
        return self.annotated.sentences[self.sentence[index]].paragraph


def build_layout(annotated: Annotated) -> Layout:
    """Return the layout of an annotated text."""
    count = len(annotated.tokens)
    words = annotated.lower
    if "’" in annotated.text:
        words = [word.replace("’", "'") for word in words]
    sentence = [0] * count
    pieces = []
    for number, span in enumerate(annotated.sentences):
        sentence[span.first : span.last] = [number] * (span.last - span.first)
        pieces += [
            (first, min(first + LONGEST_SENTENCE, span.last))
            for first in range(span.first, span.last, LONGEST_SENTENCE)
        ]
    tags = tag_words(annotated.words, pieces)
    repair_tags(annotated, words, tags, pieces)
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
        {name.span.end: name.label for name in annotated.names},
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
        reached = quotation.span.end if quotation.closed else _run_on(annotated.text, quotation.span)
        tokens = Range(bisect_left(starts, quotation.span.start), bisect_left(starts, reached))
        if tokens.last <= tokens.first:
            continue
        for index in range(*tokens):
            quote[index] = len(ranges)
        ranges.append(tokens)
    return ranges, quote


def _run_on(text: str, span: Span) -> int:
    """Return where an unclosed quotation ends: behind the next mark if that closes, else with its paragraph.

    Texts with one sentence a line open a quotation once and close it lines later.
    """
    if text[span.start] != "“":
        return span.end
    match = _MARK.search(text, span.end, span.end + _LONGEST_RUN)
    return match.end() if match and match.group() == "”" else span.end


def _date_numbers(annotated: Annotated) -> list[int]:
    """Return for each token the number of the date that it is part of, -1 for none."""
    starts = annotated.token_starts
    numbers = [-1] * len(starts)
    names = {name.span.end: name.span.start for name in annotated.names}
    for number, date in enumerate(annotated.dates):
        if names.get(date.span.end, date.span.start) < date.span.start:
            continue  # `Russia Today`
        before = bisect_left(starts, date.span.start) - 1
        if date.span.of(annotated.text) == "Today" and before >= 0 and _is_programme(annotated, before):
            continue
        for index in range(bisect_left(starts, date.span.start), bisect_left(starts, date.span.end)):
            numbers[index] = number
    return numbers


def _is_programme(annotated: Annotated, before: int) -> bool:
    """Tell whether a capitalised `Today` behind token `before` is a name: `Russia Today`, `the Today show`."""
    word = annotated.tokens[before].text
    return word[0].isupper() or word in {"the", "’s", "'s"}
