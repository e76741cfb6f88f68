"""Find the content that stands before an active verb and its source: a quotation, a clause, or an antecedent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.clauses import STOPS, clause_end, clause_start, has_finite, trimmed
from extractors.claims.cues import AUXILIARIES
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.noun_phrases import phrase_before
from extractors.claims.parts_of_speech import FINITE
from extractors.claims.reading import INVERTED, quotation_at

if TYPE_CHECKING:
    from extractors.claims.candidates import Found
    from extractors.claims.layout import Layout
    from extractors.claims.reading import Reading

_RELATIVE = frozenset({"which", "that", "who", "what"})
_WIDE = frozenset({"say", "believe", "allege", "claim"})
"""Verbs that stand inside a relative clause without a pronoun, or behind `what`."""
_TAILS = frozenset(
    {"when", "after", "before", "as", "while", "during", "in", "of", "and", "at", "on", "to", "about", "—", ":"}
)
"""Words behind a cue that show that its content came before."""


def quoted_before(reading: Reading, begins: int) -> Found | None:
    """Return the quotation that ends where cue and source begin, and the one that goes on behind them."""
    layout = reading.layout
    place = _edge(reading, begins)
    if not {"quote", "clause"} & reading.cue.entry.frames or reading.cue.form == "infinitive":
        return None
    if place is None:
        return _stopped_before(reading, begins)
    edge, has_comma = place
    quoted = layout.quote[edge]
    if quoted == NOT_QUOTED or layout.quotations[quoted].last != edge + 1:
        return None
    found = _quotation_before(reading, layout.quotations[quoted], has_comma=has_comma)
    if found is None:
        return None
    more = quotation_at(reading, reading.behind, same_sentence=True)
    return ([*found[0], more], found[1]) if more else found


def _stopped_before(reading: Reading, begins: int) -> Found | None:
    """Return the quotation behind whose full stop a source stands alone: `“The road is closed.” Adler said.`."""
    layout, last = reading.layout, reading.start - 1
    if (
        begins != reading.start
        or last < 0
        or layout.quote[last] == NOT_QUOTED
        or "quote" not in reading.cue.entry.frames
    ):
        return None
    ends = reading.behind >= reading.ceiling or layout.words[reading.behind] in STOPS
    quotation = layout.quotations[layout.quote[last]]
    if not ends or quotation.last != last + 1 or layout.paragraph_of(last) != layout.paragraph_of(begins):
        return None
    is_taken = any(quotation.first < content.last for other in reading.earlier[-2:] for content in other.contents)
    return None if is_taken else ([quotation], "quote_before")


def _quotation_before(reading: Reading, quotation: Range, *, has_comma: bool) -> Found | None:
    layout = reading.layout
    last_inner = layout.words[max(quotation.first, quotation.last - 2)]
    is_whole = quotation.first <= clause_start(layout, quotation.last, layout.sentence_range(quotation.first).first)
    ends_as_speech = last_inner in {",", "?", "!", "...", "…"} or has_comma
    is_tail = _is_tail(reading, reading.behind) or quotation_at(reading, reading.behind, same_sentence=True) is not None
    if reading.cue.form == "participle" and not reading.is_inverted and layout.words[reading.cue.head - 1] != "as":
        return None
    if is_whole and (ends_as_speech or is_tail) and "quote" in reading.cue.entry.frames:
        return [quotation], "quote_before"
    if is_tail:
        sentence = layout.sentence_range(quotation.first)
        first = clause_start(layout, quotation.first, sentence.first)
        return [Range(first, quotation.last)], "clause_before"
    return None


def clause_before(reading: Reading, begins: int) -> Found | None:
    """Return the clause before `, X said`, with what follows it when the remark stands inside the clause."""
    layout = reading.layout
    place = _edge(reading, begins)
    if place is None or not place[1] or layout.quote[place[0]] != NOT_QUOTED:
        return None
    is_quoted = layout.words[reading.cue.head - 1] == "as"  # `…, Adler was quoted as saying`
    if (reading.cue.form == "participle" and not reading.is_inverted and not is_quoted) or not (
        "clause" in reading.cue.entry.frames or reading.cue.entry.lemma in INVERTED
    ):
        return None
    boundary = begins - 1
    if layout.tags[boundary - 1] == "W" and layout.words[boundary - 1] in {"who", "which", "that"}:
        return _remark_in_relative(reading, boundary - 1)
    content = trimmed(layout, clause_start(layout, boundary, reading.start), boundary)
    if content is None or not _is_tail(reading, reading.behind):
        return None
    contents = [content]
    is_inside = reading.behind < reading.ceiling and layout.words[reading.behind] == ","
    if is_inside and _resumes(layout, reading.behind + 1, reading.ceiling):
        last = clause_end(layout, reading.behind + 1, reading.ceiling, layout.tags[reading.cue.head])
        more = trimmed(layout, reading.behind + 1, last)
        if more:
            contents.append(more)
    whole = Range(content.first, contents[-1].last)
    if not has_finite(layout, whole) or whole.last - whole.first < 4:
        return None
    return contents, "clause_before"


def _remark_in_relative(reading: Reading, pronoun: int) -> Found | None:
    """Return antecedent and predicate of `fishermen who, the coast guard said, were poaching`."""
    layout = reading.layout
    if reading.behind >= reading.ceiling or layout.words[reading.behind] != ",":
        return None
    end = pronoun - 1 if layout.words[pronoun - 1] == "," else pronoun
    antecedent = phrase_before(layout, end, reading.start)
    content = trimmed(layout, reading.behind + 1, clause_end(layout, reading.behind + 1, reading.ceiling))
    if content is None or layout.tags[content.first] not in FINITE:
        return None
    return ([antecedent, content] if antecedent else [content]), "relative"


def _resumes(layout: Layout, index: int, ceiling: int) -> bool:
    """Tell whether behind the remark `, X said,` the clause goes on, rather than a new one or what X did beside."""
    tags, words = layout.tags[index : index + 2], layout.words[index : index + 2]
    if index + 1 >= ceiling or tags[0] in {"W", "VBG"} or words in (["on", "condition"], ["under", "condition"]):
        return False
    if words[0] in {"though", "although", "while", "whereas", "despite"} or (
        tags[0] == "IN" and words[1] in {"what", "which"}
    ):
        return False
    return tags[0] != "CC" or tags[1] in {"VBD", "VBZ", "MD"}


def relative(reading: Reading, speaker: Range | None) -> Found | None:
    """Return antecedent and predicate of `the mission, which the agency said would start`."""
    layout = reading.layout
    index = reading.behind
    if speaker is None or reading.is_inverted or speaker.first - 1 <= reading.start or index >= reading.ceiling:
        return None
    pronoun = layout.words[speaker.first - 1]
    if "clause" not in reading.cue.entry.frames or not _is_relative(reading, speaker):
        return None
    end = speaker.first
    if pronoun in _RELATIVE:
        end = speaker.first - 2 if layout.words[speaker.first - 2] == "," else speaker.first - 1
    antecedent = phrase_before(layout, end, reading.start) if pronoun != "what" else None
    content = trimmed(layout, index, clause_end(layout, index, reading.ceiling, layout.tags[reading.cue.head]))
    if content is None:
        return None
    return ([antecedent, content] if antecedent else [content]), "relative"


def _is_relative(reading: Reading, speaker: Range) -> bool:
    """Tell whether source and verb stand inside a relative clause whose own verb follows, with or without its pronoun.

    `a finish that she said defied belief`, `what she said is a trap`, `a probe the agency said was closed`.
    """
    layout, index = reading.layout, reading.behind
    before, tag = speaker.first - 1, layout.tags[index]
    if layout.words[before] in _RELATIVE and (layout.words[before] != "what" or reading.cue.entry.lemma in _WIDE):
        is_past = tag == "VBN" and layout.words[index].endswith("ed") and reading.cue.entry.lemma == "say"
        return tag in {"MD", "VBD", "VBZ"} or is_past
    is_bare = layout.tags[before] in {"N", "NP"} and reading.cue.entry.lemma in _WIDE
    return (
        is_bare and layout.tags[speaker.first] in {"DT", "PRP"} and (tag == "MD" or layout.words[index] in AUXILIARIES)
    )


def _is_tail(reading: Reading, index: int) -> bool:
    """Tell whether nothing of content follows the cue: the sentence, or this part of it, ends here."""
    layout = reading.layout
    if index >= reading.ceiling:
        return True
    word = layout.words[index]
    if word in STOPS or word in {";", ")"}:
        return True
    if word == ",":
        return not (index + 1 < reading.ceiling and layout.quote[index + 1] != NOT_QUOTED)
    return (word in _TAILS and not reading.is_inverted) or (reading.is_inverted and layout.quote[index] == NOT_QUOTED)


def _edge(reading: Reading, begins: int) -> tuple[int, bool] | None:
    """Return the last token before cue and source, and whether a comma parts it from them."""
    layout = reading.layout
    boundary = begins - 1
    if boundary < reading.start:
        return None
    has_comma = layout.words[boundary] in {",", "—", "–", "--"} and layout.quote[boundary] == NOT_QUOTED
    edge = boundary - 1 if has_comma else boundary
    return (edge, has_comma) if edge >= reading.start else None
