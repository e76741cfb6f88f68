"""What stands at the cue beside source and content: when it was said, through or to what, and who relays it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.adjuncts import HANDED
from extractors.claims.cues import load_lexicon
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.media import is_audience, is_channel, is_outlet
from extractors.claims.noun_phrases import phrase_behind
from extractors.claims.parts_of_speech import NOUNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from extractors.claims.candidates import Candidate
    from extractors.claims.layout import Layout
    from schemas.base import Span

NEAR_CLAIMS = 20
"""Earlier claims that may hold this one: a content is some sentences long, and an article may have thousands."""

_CALLS = frozenset({"call on", "call upon", "appeal to"})
_CLAUSE_OPENERS = frozenset({"after", "as", "while", "because", "although", "though", "since", "but", "and", "before"})
_CHANNEL_WORDS = frozenset({"in", "on", "at", "during", "via", "through", "to", "with", "over", "from"})


def cue_clause(layout: Layout, candidate: Candidate, held: AbstractSet[int]) -> list[int]:
    """Return the token indexes of the clause around the cue that are no content: where date and medium stand.

    `held` are the tokens that are content of any claim, or the source of another one.
    """
    cue = candidate.cue
    sentence = layout.sentence_range(cue.head)
    first, last = candidate.around
    if candidate.construction not in {"quote_before", "clause_before", "source_behind"}:
        first = min(first, _lead(layout, candidate, sentence))
    last = max(last, _trail(layout, candidate, last, sentence.last))
    relative = _relative_clause(layout, candidate)
    return [
        index
        for index in range(max(first, 0), last)
        if index not in held
        and layout.quote[index] == NOT_QUOTED
        and not cue.tokens.first <= index < cue.tokens.last
        and not relative.first <= index < relative.last
    ]


def _relative_clause(layout: Layout, candidate: Candidate) -> Range:
    """Return the clause about the source between it and its verb: `the clerk, who was freed on Monday, said`."""
    group = candidate.cue.group
    if candidate.speaker is None or candidate.speaker.first >= group:
        return Range(0, 0)
    for index in range(candidate.speaker.first + 1, group):
        if layout.tags[index] == "VBN" and layout.words[index] not in HANDED and layout.tags[index - 1] == "N":
            return Range(index, group)  # `the mother of a soldier killed in 2023 said`
        verb = next((i for i in range(index, group) if layout.tags[i] in {"VBD", "VBZ", "MD"}), None)
        if layout.tags[index] == "W" and verb is not None:
            entry = load_lexicon().verbs.get(layout.words[verb])
            if entry is not None and entry.kind == "saying":
                break  # `Adler, who announced this on Monday, said`
            end = next((i for i in range(group - 1, index, -1) if layout.words[i] == ","), group)
            return Range(index, end)
    return Range(0, 0)


def _lead(layout: Layout, candidate: Candidate, sentence: Range) -> int:
    """Return where the words before source and cue begin: `On Friday, in a letter, Adler said`."""
    first = candidate.around.first
    if (
        layout.words[sentence.first] in {"asked", "pressed", "questioned"}
        and "," in layout.words[sentence.first : first]
    ):
        return first  # `Asked to comment on the letter, Adler said`
    is_parted = False
    while first > sentence.first and layout.quote[first - 1] == NOT_QUOTED:
        if candidate.cue.form != "participle" and layout.tags[first - 1] in {"VBD", "VBZ", "MD"}:
            break  # another clause, with dates of its own
        is_object = layout.tags[first - 2 : first] == ["IN", "VBG"]
        if candidate.cue.form != "participle" and is_object and not is_parted:
            break  # `convicted in March of publishing a story that said`
        is_parted = is_parted or layout.words[first - 1] == ","
        if layout.words[first - 1] in _CLAUSE_OPENERS and first - 1 > sentence.first:
            break
        if layout.words[first - 1] == ";" or any(c.first <= first - 1 < c.last for c in candidate.contents):
            break
        first -= 1
    return first


def _trail(layout: Layout, candidate: Candidate, last: int, ceiling: int) -> int:
    """Return where the words behind cue and source end, when the content stands before them."""
    if candidate.construction not in {"quote_before", "clause_before", "source_behind", "passive_by"}:
        return last
    for index in range(last, min(ceiling, last + 20)):
        if (
            layout.words[index] in {".", ";", ",", ":"}
            or layout.quote[index] != NOT_QUOTED
            or layout.tags[index] == "VBG"
        ):
            return index
    return min(ceiling, last + 20)


def find_date(layout: Layout, candidate: Candidate, clause: Sequence[int]) -> str | None:
    """Return when it was said, where the clause of the cue states it; of several dates the one nearest to the cue."""
    head = candidate.cue.head
    for index in sorted(clause, key=lambda index: abs(index - head)):
        number = layout.date[index]
        if number >= 0 and layout.annotated.dates[number].value and not _is_year_of_a_thing(layout, index):
            return layout.annotated.dates[number].value
    return None


def _is_year_of_a_thing(layout: Layout, index: int) -> bool:
    """Tell whether a year stands before a noun: `the 2004 death`."""
    if not layout.words[index].isdigit() or index + 1 >= len(layout.words):
        return False
    return layout.tags[index - 1] in {"DT", "PRPS"} and layout.tags[index + 1] in NOUNS


def find_medium(layout: Layout, candidate: Candidate, clause: Sequence[int]) -> str | None:
    """Return whom or what it was said to or through, as written."""
    entry = candidate.cue.entry
    if candidate.addressee and ("addressee" in entry.frames or entry.lemma in _CALLS):
        return layout.text(candidate.addressee)
    clause_set = set(clause)
    speaker = candidate.speaker or Range(0, 0)
    for index in clause:
        word = layout.words[index]
        if word not in _CHANNEL_WORDS or index + 1 not in clause_set or speaker.first <= index < speaker.last:
            continue
        if index and layout.words[index - 1] in {"according", "prior", "due", "subject", "response", "addition"}:
            continue
        phrase = phrase_behind(layout, index + 1, clause[-1] + 1)
        if phrase is None or layout.date[phrase.first] >= 0:
            continue
        if is_channel(layout, phrase):
            return _partner(layout, phrase, clause[-1] + 1) or layout.text(phrase)
        is_to = word in {"to", "with"}
        is_outside = candidate.construction not in {"source_before", "source_behind"}
        is_told = is_audience(layout, phrase) or is_outlet(layout.text(phrase))
        if is_to and is_outside and (is_told or (index == candidate.cue.head + 1 and word == "to")):
            return layout.text(phrase)
    return None


def _partner(layout: Layout, phrase: Range, ceiling: int) -> str | None:
    """Return whom an interview was given to or remarks were made to: `in an interview with [the Herald]`."""
    if phrase.last + 1 >= ceiling or layout.words[phrase.last] not in {"with", "to"}:
        return None
    if layout.words[phrase.last - 1] not in {"interview", "interviews", "remarks", "comments"}:
        return None
    partner = phrase_behind(layout, phrase.last + 1, ceiling)
    return layout.text(partner) if partner else None


def find_relay(candidate: Candidate, outer: Sequence[tuple[Candidate, str | None]]) -> str | None:
    """Return the outlet whose own claim holds this one: `the Herald reported officials said`."""
    for other, name in reversed(outer[-NEAR_CLAIMS:]):
        inside = any(content.first <= candidate.cue.head < content.last for content in other.contents)
        if (
            inside
            and name
            and is_outlet(name)
            and other.cue.entry.lemma in {"report", "according to", "say", "quote", "cite", "write"}
        ):
            return name
    return None


def content_spans(layout: Layout, contents: Sequence[Range]) -> tuple[Span, ...]:
    """Return the character spans of the content."""
    return tuple(layout.span(content) for content in contents)
