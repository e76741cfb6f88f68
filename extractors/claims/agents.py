"""Find the source that stands behind a cue, with its appositions and joint sources: `said [Ada Adler, a lawyer]`.

Dates and phrases that say where something was said do not belong to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.cues import BE, HAVE
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.media import is_medium
from extractors.claims.noun_phrases import LINKS, LONGEST, NOMINAL, close_parenthesis, is_nickname, is_title
from extractors.claims.parts_of_speech import FINITE, NOUNS, VERBS

if TYPE_CHECKING:
    from extractors.claims.layout import Layout


def agent_behind(layout: Layout, first: int, ceiling: int) -> Range | None:  # noqa: C901, PLR0912 - one branch a kind of word
    """Return the source that begins at `first`, with appositions and joint sources: `said [Ada Adler, a lawyer]`."""
    tags, words = layout.tags, layout.words
    ceiling = min(ceiling, first + LONGEST * 2)
    index = first
    last = first
    while index < ceiling:
        tag, word = tags[index], words[index]
        if (layout.quote[index] != NOT_QUOTED and not is_nickname(layout, index)) or (
            tag != "POS" and (word in BE or word in HAVE)
        ):
            break
        if layout.date[index] >= 0:
            break
        if tag == "PRP":
            if index == first:
                return Range(first, index + 1)
            break
        if (
            tag in NOMINAL
            or (tag in {"VBN", "VBG", "R"} and _modifies_behind(layout, index, ceiling))
            or (tag in {"VB", "VBD"} and index > first and is_title(layout, index))
            or (word == "/" and index > first)
            or (tag in {"R", "VB"} and "-" in word[1:-1])
        ):
            if index > first and tag in {"DT", "PRPS"} and tags[index - 1] in NOUNS:
                break
            index += 1
            last = index
        elif tag in {"VBN", "VBD"} and index > first and words[index + 1 : index + 2] in (["by"], ["in"], ["on"]):
            index += 1  # `a statement released by the court`
        elif word in LINKS | {"by"} and index > first and index + 1 < ceiling and tags[index + 1] in NOMINAL:
            if (
                is_medium(layout, index, ceiling)
                or layout.date[index + 1] >= 0
                or (word == "to" and tags[index] == "TO" and tags[index + 1] in VERBS)
            ):
                break
            index += 1
        elif word == "(":
            index = close_parenthesis(layout, index, ceiling) + 1
            last = index
        elif word in {",", ";", "and", "&", "or", "-", "–"} and index > first and _goes_on(layout, index, ceiling):
            index += 1
        else:
            break
    return Range(first, last) if last > first else None


def _modifies_behind(layout: Layout, index: int, ceiling: int) -> bool:
    return index + 1 < ceiling and layout.tags[index + 1] in NOUNS | {"J", "VBN"}


def _goes_on(layout: Layout, index: int, ceiling: int) -> bool:
    """Tell whether behind a comma or `and` the source goes on: an apposition, an age, or a further source."""
    index += 1
    if index < ceiling and layout.words[index] in {"and", "&"}:
        index += 1
    if index >= ceiling or layout.tags[index] not in NOMINAL | {"R"} or layout.date[index] >= 0:
        return False
    for probe in range(index, min(ceiling, index + 25)):
        if layout.words[probe] in {",", ";", ".", ":", "—", "–"} or layout.quote[probe] != NOT_QUOTED:
            return True
        if layout.tags[probe] == "W":
            return True
        if layout.tags[probe] in FINITE and layout.tags[probe] != "VB":
            return False
    return True
