"""Find the claims of headlines and transcripts that put the source before a colon: `Adler: “The road is closed”`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.candidates import Candidate
from extractors.claims.clauses import clause_end, has_clause, trimmed
from extractors.claims.cues import Cue, CueEntry
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.noun_phrases import NOMINAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.layout import Layout

_SOURCES = frozenset(
    {"police", "officials", "prosecutors", "report", "study", "court", "lawyer", "witness", "sources", "survey", "poll"}
)
"""Sources without a name that headlines put before a colon."""

_COLON = CueEntry(":", "source", frozenset(), "saying", "asserts")
_LONGEST = 8
"""Tokens that may stand before the colon."""


def find_headline_candidates(layout: Layout, taken: Sequence[Candidate]) -> list[Candidate]:
    """Return the claims of paragraphs that begin with a source and a colon: `Adler: “The road is closed”`."""
    found: list[Candidate] = []
    held = {content.first for candidate in taken for content in candidate.contents}
    begun = -1
    for sentence in layout.annotated.sentences:
        if sentence.paragraph == begun:
            continue
        begun = sentence.paragraph
        colon = next(
            (i for i in range(sentence.first, min(sentence.last, sentence.first + _LONGEST)) if layout.words[i] == ":"),
            0,
        )
        if colon <= sentence.first or colon + 2 >= sentence.last or colon + 1 in held:
            continue
        speaker = Range(sentence.first, colon)
        if not _can_speak(layout, speaker):
            continue
        if layout.quote[colon + 1] != NOT_QUOTED:
            content: Range | None = layout.quotations[layout.quote[colon + 1]]
        elif has_clause(layout, colon + 1, sentence.last):
            content = trimmed(layout, colon + 1, clause_end(layout, colon + 1, sentence.last))
        else:
            continue
        if content:
            cue = Cue(Range(colon, colon + 1), colon, _COLON, "", sentence.first)
            found.append(Candidate(cue, speaker, [content], "colon", Range(sentence.first, colon + 1)))
    return found


def _can_speak(layout: Layout, tokens: Range) -> bool:
    """Tell whether the words before a colon name a person or body, or call a source: no place, label or verb."""
    if any(
        tag not in NOMINAL and layout.words[tokens.first + i] not in {"of", "&"}
        for i, tag in enumerate(layout.tags[slice(*tokens)])
    ):
        return False
    annotated = layout.annotated
    if layout.name_ends.get(annotated.tokens[tokens.last - 1].end) in {"PERSON", "ORG"}:
        return True
    return layout.words[tokens.last - 1] in _SOURCES
