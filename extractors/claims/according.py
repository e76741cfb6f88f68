"""Find the claims of `according to X` and the like: the source behind the cue, the content on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.agents import agent_behind
from extractors.claims.candidates import Candidate
from extractors.claims.clauses import STOPS, clause_end, clause_start, has_finite, trimmed
from extractors.claims.cues import AUXILIARIES
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.parts_of_speech import FINITE

if TYPE_CHECKING:
    from extractors.claims.cues import Cue
    from extractors.claims.layout import Layout

_QUANTIFIERS = frozenset({"over", "about", "around", "nearly", "almost", "some", "there"})


def read_source_cue(layout: Layout, cue: Cue) -> Candidate | None:  # noqa: C901 - the sides of the source are read in one pass
    """Return the claim of `according to X`."""
    sentence = layout.sentence_range(cue.head)
    speaker = agent_behind(layout, cue.tokens.last, sentence.last)
    if speaker is None:
        return None
    is_initial = (
        cue.tokens.first <= sentence.first + 1
        or layout.words[cue.tokens.first - 1] in {";", ":"}
        or _is_turn(layout, cue.tokens.first, sentence.first)
    )
    speaker = _without_subject(layout, speaker, sentence.last)
    if is_initial:
        speaker = _without_clause(layout, speaker, sentence.last)
    behind = speaker.last
    while (
        behind < sentence.last
        and layout.words[behind] != ","
        and layout.quote[behind] == NOT_QUOTED
        and (behind - speaker.last < 25)
    ):
        if not is_initial and layout.words[behind] in STOPS | {";"}:
            break
        behind += 1
    contents: list[Range] = []
    if is_initial:
        first = _content_start(layout, speaker.last, behind, sentence.last)
        if first >= sentence.last:
            return None
        content = trimmed(layout, first, clause_end(layout, first, sentence.last))
        contents = [content] if content else []
    else:
        start = sentence.first
        edge = cue.tokens.first
        probe = edge - 2 if layout.words[edge - 1] == "," else edge - 1
        if probe >= 0 and layout.quote[probe] != NOT_QUOTED:
            start = layout.sentence_range(layout.quotations[layout.quote[probe]].first).first
        content = trimmed(layout, clause_start(layout, edge, start), edge)
        contents = [content] if content else []
        if content and behind + 1 < sentence.last and layout.words[behind] == ",":
            # `One child was, according to the police, among the dead`
            is_full = has_finite(layout, content) and layout.tags[content.last - 1] not in FINITE
            following = layout.words[behind + 1]
            if not is_full or following in {"and", "or"} or layout.quote[behind + 1] != NOT_QUOTED:
                first = (
                    behind + 2
                    if following in {"and", "or"} and layout.quote[min(behind + 2, sentence.last - 1)] != NOT_QUOTED
                    else behind + 1
                )
                more = trimmed(layout, first, clause_end(layout, first, sentence.last))
                if more:
                    contents.append(more)
    name = "source_before" if is_initial else "source_behind"
    return Candidate(cue, speaker, contents, name, Range(cue.tokens.first, max(behind, speaker.last)))


def _content_start(layout: Layout, source_end: int, behind: int, ceiling: int) -> int:
    """Return where the content of a leading `According to X,` begins: behind the comma, and behind whom X quotes."""
    if _runs_on(layout, source_end, behind):
        return source_end
    first = behind + 1 if behind < ceiling and layout.words[behind] == "," else behind
    if layout.words[first : first + 1] in (["quoting"], ["citing"], ["which"], ["who"]):
        return next((index + 1 for index in range(first, ceiling) if layout.words[index] == ","), ceiling)
    return first


def _runs_on(layout: Layout, first: int, comma: int) -> bool:
    """Tell whether the clause follows its source with no comma: `According to the ministry over 300 pilgrims died`."""
    if first >= comma or (layout.words[first] not in _QUANTIFIERS and layout.tags[first] not in {"CD", "PRP", "EX"}):
        return False
    is_finite = any(tag in {"VBD", "VBZ", "MD"} for tag in layout.tags[first:comma])
    return is_finite or not AUXILIARIES.isdisjoint(layout.words[first:comma])


def _is_turn(layout: Layout, index: int, floor: int) -> bool:
    """Tell whether a source leads a clause of its own inside the sentence: `…, but according to Adler, …`."""
    before = index - 1
    if before > floor and layout.words[before] == ",":
        before -= 1
    return before > floor and layout.tags[before] == "CC"


def _without_clause(layout: Layout, speaker: Range, ceiling: int) -> Range:
    """Return the source cut behind its name where the clause follows with no comma: `According to Acme future cars`."""
    if speaker.last >= ceiling or layout.tags[speaker.last] not in FINITE:
        return speaker
    for index in range(speaker.first, speaker.last - 1):
        if layout.annotated.tokens[index].end in layout.name_ends:
            return Range(speaker.first, index + 1)
    return speaker


def _without_subject(layout: Layout, speaker: Range, ceiling: int) -> Range:
    """Return the source of a leading `according to X,` without the subject of the clause that follows.

    `According to police, Adler, 35, was …`: behind a comma only a role goes on the source, or the name of a role.
    """
    for index in range(speaker.first + 1, speaker.last):
        if layout.words[index] != ",":
            continue
        is_named = layout.tags[index - 1] == "NP"
        begins = layout.tags[index + 1]
        is_person = layout.name_ends.get(layout.annotated.tokens[index - 1].end) == "PERSON"
        is_role = (
            is_named
            and (is_person or layout.words[index + 1] != "the")
            and (begins in {"N", "J", "R"} or layout.words[index + 1] in {"a", "an", "the", "one", "who"})
        )
        is_name = (
            not is_named
            and layout.tags[speaker.first] in {"DT", "PRPS"}
            and begins == "NP"
            and layout.tags[index - 1] != "CD"
        )
        is_place = is_named and begins == "NP" and layout.name_at.get(layout.annotated.tokens[index + 1].start) == "LOC"
        closes = speaker.last >= ceiling or layout.words[speaker.last] in {",", ".", ";"}
        if not ((is_role or is_name or is_place) and closes):
            return Range(speaker.first, index)
    return speaker
