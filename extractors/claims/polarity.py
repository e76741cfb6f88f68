"""The stance a source takes towards the content: asserts, denies, alleges, predicts, intends or requests.

A cue that has a stance of its own gives it (`denied`, `urged`); for the others the content is looked at
(`patterns/polarity.yml`), and who speaks: charging documents and prosecutors allege.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from extractors.patterns import load_rules

if TYPE_CHECKING:
    from extractors.claims.cues import Cue
    from schemas.vocabulary import Polarity

_ACCUSERS: Final = re.compile(
    r"(?i)\b(?:indictment|complaint|charges|charging documents?|affidavit|prosecutors?|prosecution|accuser|plaintiffs?|lawsuit|federal authorities)\b"
)
_OPEN_KINDS: Final = frozenset({"saying", "finding", "thinking", "judging"})


def polarity_of(cue: Cue, content: str, speaker_text: str | None, construction: str) -> Polarity:
    """Return the stance for a cue, its content and the words of its source."""
    entry = cue.entry
    if entry.polarity != "asserts":
        if entry.lemma in {"ask", "advise", "warn", "caution"} and construction == "clause_behind":
            return "predicts" if entry.polarity == "predicts" else "requests"
        return entry.polarity
    if construction == "infinitive" and ("addressee" in entry.frames or "object_to" in entry.frames):
        return "requests"
    if speaker_text and _ACCUSERS.search(speaker_text):
        return "alleges"
    if entry.kind in _OPEN_KINDS:
        folded = content.lower().replace("’", "'").lstrip("“\"'‘ ")
        for rule in load_rules("polarity.yml"):
            if rule.pattern.search(folded):
                return cast("Polarity", rule.fields["polarity"])
    return "asserts"
