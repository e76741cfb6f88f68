"""The words of an article as claims read them: lower-cased, tagged, with the quotation each stands in.

`Layout` is made once per article and passed to every step. Positions are token indexes; a `Range` is half-open.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

from extractors.claims.parts_of_speech import tag_words
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.model import Annotated, NameLabel

NOT_QUOTED = -1
_TAGS = {**dict.fromkeys("$£€₹¥", "CD"), "both": "DT", "either": "DT", "however": "R"}
"""Tags of words that the tagger gets wrong."""
_PERSONS = frozenset({"accused", "deceased", "condemned", "convicted"})
"""Participles that behind an article mean a person: `the accused said`."""

_NOUNS = frozenset({"guard", "rally", "assembly", "ally", "reply"})
"""Nouns that the tagger takes for adverbs or verbs: `the coast guard had said`, `told a rally that`."""
_RETAGGED = _PERSONS.union(_TAGS, _NOUNS)
_HEADS = (["N"], ["NP"], ["J"], ["CD"])

_SAME_PAST = frozenset(
    [
        "lost",
        "left",
        "met",
        "kept",
        "felt",
        "meant",
        "slept",
        "dealt",
        "won",
        "shot",
        "hit",
        "hurt",
        "put",
        "set",
        "cut",
        "let",
        "spent",
        "sent",
        "lent",
        "built",
        "bought",
        "brought",
        "caught",
        "taught",
        "thought",
        "fought",
        "sought",
        "sat",
        "spun",
        "stuck",
        "struck",
        "swung",
        "hung",
        "dug",
        "got",
        "quit",
        "shut",
        "split",
        "spread",
        "began",
    ]
)
"""Irregular verbs whose participle is (or is taken for) the past tense too."""

_MENDED = frozenset({"VBZ", "VBN"})
_BE_FORMS = frozenset({"is", "has", "does", "'s"})
_CLAUSE_EDGES = frozenset(
    {",", ".", ";", ":", "and", "but", "that", "which", "who", "when", "while", "after", "because", "?", "!", '"', "”"}
)
_VERBS = frozenset({"VBD", "VBN", "VBZ", "VBG", "VB", "MD"})
_BE_PAST = frozenset({"was", "were", "had", "got"})
_OBJECTS = (["DT"], ["N"], ["NP"], ["PRP"], ["PRPS"], ["J"])
_OPENING = frozenset('"“‘')
_BACK = 15
"""Tokens before `and` in which the verb stands that a participle goes on from."""
_REMARK = 7
"""Tokens of a name or age that commas set off behind a subject."""
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
    for first, last in pieces:
        _mend_past_tense(words, tags, first, last)
    _mend_by_names(annotated, words, tags)
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


def _mend_by_names(annotated: Annotated, words: Sequence[str], tags: list[str]) -> None:
    """Retag the words of names as proper nouns, signs of currency as numbers, and `both` as a determiner."""
    for name in annotated.names:
        if name.confidence >= 0.6:
            first, last = (
                bisect_left(annotated.token_starts, name.span.start),
                bisect_left(annotated.token_starts, name.span.end),
            )
            for index in range(first, last):
                if tags[index] not in {"POS", "CC", "DT", "IN", "."} or index == first == last - 1:
                    tags[index] = "J" if name.label == "NORP" and tags[index] == "J" else "NP"
    for index in compress(range(len(words)), map(_RETAGGED.__contains__, words)):
        if words[index] in _NOUNS:
            tags[index] = "N" if index and tags[index - 1] in {"N", "NP", "J", "DT", "PRPS"} else tags[index]
        elif words[index] in _TAGS:
            tags[index] = _TAGS[words[index]]
        elif words[index - 1 : index] in (["the"], ["both"]) or (
            words[index - 2 : index - 1] == ["the"] and tags[index - 1] == "J"
        ):
            tags[index] = tags[index] if tags[index + 1 : index + 2] in _HEADS else "N"


def _mend_past_tense(words: Sequence[str], tags: list[str], first: int, last: int) -> None:
    """Retag participles that are the only verb of their clause as past tense: `A broker pleaded guilty today`."""
    for index in compress(range(first + 1, last), map(_MENDED.__contains__, tags[first + 1 : last])):
        if _is_plural(words, tags, index, last):
            tags[index] = "N"
        if _goes_on_past(words, tags, first, index) or _is_behind_remark(words, tags, Range(first, last), index):
            tags[index] = "VBD"
        is_either = words[index].endswith("d") or words[index] in _SAME_PAST
        # `forces “neutralised” four men`
        probe = index - 2 if words[index - 1] in _OPENING and index - 2 >= first else index - 1
        if tags[index] != "VBN" or tags[probe] not in {"N", "NP", "PRP", "R"} or not is_either:
            continue
        while probe > first and tags[probe] == "R":
            probe -= 1
        if tags[probe] not in {"N", "NP", "PRP"}:
            continue
        behind = index + 1
        while behind < last and tags[behind] not in {"VBD", "VBZ", "MD"}:
            if words[behind] in _CLAUSE_EDGES or (behind == index + 1 and words[behind] == "by"):
                break
            behind += 1
        is_modifier = behind < last and (tags[behind] in {"VBD", "VBZ", "MD"} or words[behind] == "by")
        if not is_modifier:
            tags[index] = "VBD"


def _is_behind_remark(words: Sequence[str], tags: Sequence[str], piece: Range, index: int) -> bool:
    """Tell whether a participle is the verb of a person set off by commas: `Ada Adler, 52, [stabbed] a man in May`."""
    first, is_either = piece.first, words[index].endswith("d") or words[index] in _SAME_PAST
    if words[index - 1] != "," or tags[index] != "VBN" or not is_either:
        return False
    comma = next((at for at in range(index - 2, max(first, index - _REMARK), -1) if words[at] == ","), 0)
    if comma <= first or comma == index - 2 or not {"NP", "CD"}.issuperset(tags[comma + 1 : index - 1]):
        return False
    start = comma
    while start > first and tags[start - 1] in {"NP", "N", "J", "DT"}:
        start -= 1
    stop = next((at for at in range(index, piece.last) if tags[at] == "."), piece.last)
    is_lead = start == first or words[start - 1] in {"said", "says", "alleged", "claimed", ":"}
    return is_lead and start < comma and {"VBD", "VBZ", "MD"}.isdisjoint(tags[index + 1 : stop])


def _is_plural(words: Sequence[str], tags: Sequence[str], index: int, last: int) -> bool:
    """Tell whether a noun was taken for a verb: `United States [authorities] declared`."""
    return (
        tags[index] == "VBZ"
        and index + 1 < last
        and tags[index + 1] in {"VBD", "VBN", "MD"}
        and tags[index - 1] in {"NP", "J", "DT", "N"}
        and words[index] not in _BE_FORMS
    )


def _goes_on_past(words: Sequence[str], tags: Sequence[str], first: int, index: int) -> bool:
    """Tell whether a participle behind `and` goes on from a past tense: `thanked the court and expressed hope`."""
    if tags[index] != "VBN" or words[index - 1] not in {"and", "but"}:
        return False
    if not words[index].endswith("ed") or tags[index + 1 : index + 2] not in _OBJECTS:
        return False
    for probe in range(index - 2, max(first, index - _BACK) - 1, -1):
        if tags[probe] in _VERBS or words[probe] in _CLAUSE_EDGES:
            return tags[probe] == "VBD" and words[probe] not in _BE_PAST
    return False


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
