"""Find the claims of passive verbs, of nouns (`the claim that …`) and of adverbs of hearsay (`reportedly`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.agents import agent_behind
from extractors.claims.candidates import Candidate
from extractors.claims.clauses import clause_end, clause_start, has_clause, trimmed
from extractors.claims.cues import AUXILIARIES, load_lexicon, verb_form
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.parts_of_speech import FINITE, VERBS
from extractors.claims.subjects import subject_before
from extractors.patterns import load_table

if TYPE_CHECKING:
    from extractors.claims.cues import Cue
    from extractors.claims.layout import Layout

_SIDES = frozenset(load_table("speakers.yml")["side_nouns"])
_NEAR = 4
"""Tokens between a verb and the noun of reporting that it carries."""


def read_passive(layout: Layout, cue: Cue) -> Candidate | None:  # noqa: C901, PLR0911 - one return a construction
    """Return the claim of `it was announced that …`, `X is believed to …`, `the pleas were announced by Y`."""
    sentence = layout.sentence_range(cue.head)
    index = cue.tokens.last
    frames = cue.entry.frames
    subject = subject_before(layout, cue.group, sentence.first)
    speaker = None
    if index < sentence.last and layout.words[index] == "by":
        speaker = agent_behind(layout, index + 1, sentence.last)
        index = speaker.last if speaker else index
    if index >= sentence.last:
        index = sentence.last - 1
    if subject and layout.words[subject.first] == "it" and "clause" in frames:
        index = _behind_whose(layout, index, sentence.last)
    around = Range(cue.group, max(index, cue.tokens.last))
    if layout.words[index] == "as" and subject and {"as", "noun_phrase"} & frames:
        content = trimmed(layout, index + 1, clause_end(layout, index + 1, sentence.last))
        return Candidate(cue, speaker, [subject, content], "passive_as", around) if content else None
    if layout.words[index] == "that" and {"clause", "that"} & frames:
        content = trimmed(layout, index + 1, clause_end(layout, index + 1, sentence.last))
        return Candidate(cue, speaker, [content], "passive", around) if content else None
    if layout.words[index] == "to" and index + 1 < sentence.last and layout.tags[index + 1] in {"VB", "R"}:
        content = trimmed(layout, index, clause_end(layout, index, sentence.last))
        if content is None:
            return None
        if "addressee" in frames or "object_to" in frames:
            return Candidate(cue, speaker, [content], "passive_told", around, subject)
        contents = [subject, content] if subject else [content]
        return Candidate(cue, speaker, contents, "passive", around)
    # `jokes are told, interviews given`
    is_list = layout.words[index] == "," and layout.quote[index + 1 : index + 2] in ([], [NOT_QUOTED])
    if "addressee" in frames and not is_list and has_clause(layout, index, sentence.last):
        content = trimmed(layout, index, clause_end(layout, index, sentence.last))
        return Candidate(cue, speaker, [content], "passive_told", around, subject) if content else None
    if (
        subject
        and layout.words[subject.first] == "it"
        and has_clause(layout, index, sentence.last)
        and {"clause", "that"} & frames
    ):
        content = trimmed(layout, index, clause_end(layout, index, sentence.last))
        return Candidate(cue, speaker, [content], "passive", around) if content else None
    if speaker and subject and "noun_phrase" in frames:
        return Candidate(cue, speaker, [subject], "passive_by", around)
    return None


def _behind_whose(layout: Layout, index: int, ceiling: int) -> int:
    """Return where `that` stands behind for whom it was said: `it was submitted on behalf of the accused that`."""
    if layout.words[index] not in {"on", "for", "in", "at", "by"}:
        return index
    for probe in range(index + 1, min(ceiling, index + 12)):
        if layout.quote[probe] != NOT_QUOTED or layout.tags[probe] in FINITE or layout.words[probe] in {",", ".", ";"}:
            break
        if layout.words[probe] == "that":
            return probe
    return index


def read_noun(layout: Layout, cue: Cue) -> Candidate | None:  # noqa: C901, PLR0911 - one return a link
    """Return the claim of `X's claim that …`, `their claims of …`."""
    sentence = layout.sentence_range(cue.head)
    index = cue.tokens.last
    if index >= sentence.last:
        return None
    speaker = None
    before = cue.head - 1
    while before > sentence.first and layout.tags[before] in {"J", "VBN"}:
        before -= 1
    if layout.tags[before] == "POS":
        speaker = subject_before(layout, before, sentence.first)
    elif layout.tags[before] == "PRPS":
        speaker = Range(before, before + 1)
    else:
        speaker = _source_modifier(layout, before) or _carrying(layout, cue.head, before, sentence.first)
    quotation = _quotation_behind(layout, index, sentence.last)
    if quotation is not None and "quote" in cue.entry.frames:
        speaker = speaker or subject_before(layout, _verb_before(layout, cue.head, sentence.first), sentence.first)
        return Candidate(cue, speaker, [quotation], "noun_quote", Range(max(before, sentence.first), index))
    if index + 1 >= sentence.last:
        return None
    link = layout.words[index]
    if link == "by":
        speaker = agent_behind(layout, index + 1, sentence.last)
        index = speaker.last if speaker and speaker.last < sentence.last - 1 else index
        link = layout.words[index]
    if link not in cue.entry.frames or (link == "that" and not has_clause(layout, index + 1, sentence.last)):
        return None
    first = index if link == "to" else index + 1
    if link == "to" and layout.tags[first + 1 if first + 1 < sentence.last else first] not in VERBS:
        return None
    content = trimmed(layout, first, clause_end(layout, first, sentence.last))
    if content is None:
        return None
    return Candidate(cue, speaker, [content], f"noun_{link}", Range(max(before, sentence.first), index))


def _source_modifier(layout: Layout, index: int) -> Range | None:
    """Return the noun before a noun of reporting that says whose it is: `a [prosecution] request that`."""
    if layout.tags[index] == "N" and layout.words[index] in _SIDES:
        return Range(index, index + 1)
    return None


def _carrying(layout: Layout, head: int, before: int, floor: int) -> Range | None:
    """Return the subject of a verb that only carries the noun: `[the mayor] voiced fears that`."""
    verb = before - (layout.tags[before] in {"DT", "CD"})
    if verb <= floor or head - verb > _NEAR or layout.words[verb] not in load_lexicon().carriers:
        return None
    form, group = verb_form(layout, verb)
    if form not in {"finite", "participle"}:
        return None
    if group > floor and layout.words[group - 1] in {"and", "but"}:
        # `thanked the court and expressed hope that`
        verb = next((index for index in range(group - 2, floor, -1) if layout.tags[index] in FINITE), group)
        group = verb_form(layout, verb)[1]
    return subject_before(layout, group, floor)


def _quotation_behind(layout: Layout, index: int, ceiling: int) -> Range | None:
    """Return the quotation behind a colon that ends the sentence: `released the following statement: “…”`."""
    while index < ceiling and layout.words[index] != ":" and layout.quote[index] == NOT_QUOTED:
        if layout.tags[index] in FINITE or layout.words[index] == ",":
            return None  # `In a statement, Adler said: “…”` is the verb's
        index += 1
    behind = index + 1
    if index >= ceiling or layout.words[index] != ":" or behind >= len(layout.words):
        return None
    number = layout.quote[behind]
    return layout.quotations[number] if number != NOT_QUOTED and layout.quotations[number].first == behind else None


def _verb_before(layout: Layout, index: int, floor: int) -> int:
    """Return where the verb stands that has the noun at `index` as its object, `floor` when there is none."""
    probe = index - 1
    while probe > floor and probe > index - 12 and layout.tags[probe] not in FINITE:
        probe -= 1
    if layout.tags[probe] not in FINITE:
        return floor
    while probe > floor and (layout.tags[probe - 1] in VERBS | {"R"} or layout.words[probe - 1] in AUXILIARIES):
        probe -= 1
    return probe


def read_adverb(layout: Layout, cue: Cue) -> Candidate | None:
    """Return the clause that an adverb of hearsay stands in."""
    sentence = layout.sentence_range(cue.head)
    first = clause_start(layout, cue.head, sentence.first)
    contents = [
        trimmed(layout, first, cue.head),
        trimmed(layout, cue.head + 1, clause_end(layout, cue.head + 1, sentence.last)),
    ]
    kept = [content for content in contents if content]
    return Candidate(cue, None, kept, "adverb", Range(cue.head, cue.head + 1)) if kept else None
