"""A candidate claim: what the grammar or the tagger allows, before anyone decides whether it is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.claims.cues import Cue
    from extractors.claims.layout import Range

Found = tuple[list["Range"], str]
"""The ranges of content and the name of the construction that gave them."""


@dataclass(slots=True)
class Candidate:
    """A possible claim: cue, source, content, and the clause around the cue where date and medium stand.

    `construction` is the rule that found it (see `constructions`). `addressee` is the object whom it was said to,
    `relayed_by` the outlet of `the Herald quoted Adler as saying`.
    """

    cue: Cue
    speaker: Range | None
    contents: list[Range]
    construction: str
    around: Range
    addressee: Range | None = None
    relayed_by: Range | None = None
