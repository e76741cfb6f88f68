"""What is known of one active verb of reporting while its source and content are looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.claims.layout import NOT_QUOTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.candidates import Candidate
    from extractors.claims.cues import Cue
    from extractors.claims.layout import Layout, Range

PLAIN = frozenset(
    {"say", "tell", "state", "claim", "add", "insist", "believe", "think", "argue", "allege", "admit", "indicate"}
)
"""Verbs that take a clause so commonly that any finite verb behind them shows one."""

INVERTED = frozenset(
    {
        "say",
        "announce",
        "report",
        "write",
        "add",
        "note",
        "warn",
        "explain",
        "recall",
        "argue",
        "state",
        "read",
        "tweet",
    }
)
"""Verbs that stand before their source behind a clause without quotation marks: `The road is closed, announced Adler.`"""

_LEADS = frozenset({",", ":", "—", "–", "-"})


@dataclass(slots=True)
class Reading:
    """One verb with the bounds of its sentence, and what was found so far.

    `start` is where the sentence begins, `floor` where the words behind the last quotation before the verb do,
    `ceiling` where the sentence ends. `behind` moves over what stands between cue and content.
    """

    layout: Layout
    cue: Cue
    earlier: Sequence[Candidate]
    start: int
    floor: int
    ceiling: int
    behind: int
    is_inverted: bool = False
    addressee: Range | None = None
    has_adjuncts: bool = False


def begin_reading(layout: Layout, cue: Cue, earlier: Sequence[Candidate]) -> Reading:
    """Return the reading of a verb before anything is known of it."""
    sentence = layout.sentence_range(cue.head)
    floor = sentence.first
    for index in range(cue.head - 1, sentence.first - 1, -1):
        if layout.quote[index] != NOT_QUOTED:
            floor = index + 1
            break
    return Reading(layout, cue, earlier, sentence.first, floor, sentence.last, cue.tokens.last)


def quotation_at(reading: Reading, index: int, *, same_sentence: bool) -> Range | None:
    """Return the quotation that begins at `index` or behind a comma or colon there."""
    layout = reading.layout
    for _ in range(2):
        if index >= len(layout.words):
            return None
        if layout.quote[index] != NOT_QUOTED:
            quotation = layout.quotations[layout.quote[index]]
            return quotation if quotation.first == index else None
        if layout.words[index] not in _LEADS or (same_sentence and index >= reading.ceiling):
            return None
        index += 1
    return None


def is_direct(reading: Reading, quotation: Range) -> bool:
    """Tell whether the quotation stands for a whole clause: a stop, comma or the sentence's end follows."""
    layout = reading.layout
    if quotation.last >= reading.ceiling or quotation.last >= len(layout.words):
        return True
    behind = quotation.last
    if layout.sentence[behind] != layout.sentence[behind - 1]:
        return True
    if layout.words[behind] in {".", ";"}:
        return True
    return layout.words[behind] == "," and quotation.last - quotation.first > 6
