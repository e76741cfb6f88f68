"""Find what courts hear and what nobody named says: `the court heard that …`, `…, the jury was told`, `…, it was alleged`.

Nobody is the source (RECORDS: "the court was told"), the court is whom it was said to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.candidates import Candidate
from extractors.claims.clauses import COURTS, STOPS, clause_end, clause_start, has_clause, has_finite, trimmed
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.subjects import subject_before

if TYPE_CHECKING:
    from extractors.claims.cues import Cue
    from extractors.claims.layout import Layout

_KINDS = frozenset({"saying", "accusing", "finding"})
_OPENS = frozenset({"that", "how"})
_LONGEST = 8
"""Tokens of a court's name: `the Lodi Crown Court jury`."""
_LEAST = 4
"""Tokens of a clause that somebody states."""


def read_hearing(layout: Layout, cue: Cue) -> Candidate | None:
    """Return the claim of a verb whose subject is a court that hears, or an `it` behind the clause; none for others."""
    is_hearing = cue.entry.lemma == "hear" and cue.form == "finite"
    is_telling = cue.entry.lemma in {"tell", "inform"} and cue.form == "passive"
    is_impersonal = cue.form == "passive" and cue.entry.kind in _KINDS and {"clause", "that"} & cue.entry.frames
    if not (is_hearing or is_telling or is_impersonal):
        return None
    sentence = layout.sentence_range(cue.head)
    subject = subject_before(layout, cue.group, sentence.first)
    if subject is None:
        return None
    index = cue.tokens.last
    if is_hearing or is_telling:
        if subject.last - subject.first > _LONGEST or COURTS.isdisjoint(layout.words[subject.first : subject.last]):
            return None
        around = Range(subject.first, index)
        begins = index
        while begins < sentence.last and (layout.date[begins] >= 0 or layout.words[begins] == "on"):
            begins += 1
        content = _clause_behind(layout, begins, sentence.last) if is_hearing or begins > index else None
        content = content or _clause_before(layout, sentence, subject.first, index)
        return Candidate(cue, None, [content], "heard", around, subject) if content else None
    if layout.words[subject.first] != "it" or subject.last - subject.first > 1:
        return None
    content = _clause_before(layout, sentence, subject.first, index)
    return Candidate(cue, None, [content], "heard", Range(subject.first, index)) if content else None


def _clause_behind(layout: Layout, index: int, ceiling: int) -> Range | None:
    if index >= ceiling or layout.quote[index] != NOT_QUOTED:
        return None
    if layout.words[index] in _OPENS:
        first = index + (layout.words[index] == "that")
        return (
            trimmed(layout, first, clause_end(layout, first, ceiling)) if has_clause(layout, first, ceiling) else None
        )
    if has_clause(layout, index, ceiling, strict=True):
        return trimmed(layout, index, clause_end(layout, index, ceiling))
    return None


def _clause_before(layout: Layout, sentence: Range, first: int, behind: int) -> Range | None:
    """Return the clause before `, the court heard` where nothing but a day or a comma follows."""
    comma = first - 1
    while behind < sentence.last and (layout.date[behind] >= 0 or layout.words[behind] == "on"):
        behind += 1
    ends = behind >= sentence.last or layout.words[behind] in STOPS | {",", "as", "when", "during"}
    if comma <= sentence.first or layout.words[comma] != "," or not ends:
        return None
    if layout.quote[comma - 1] != NOT_QUOTED:
        return None
    content = trimmed(layout, clause_start(layout, comma, sentence.first), comma)
    return content if content and content.last - content.first >= _LEAST and has_finite(layout, content) else None
