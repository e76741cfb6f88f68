"""Find the counts that a source gives without a verb of saying: `put the number at 12`, `counted 39 deaths`."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from extractors.claims.candidates import Candidate
from extractors.claims.clauses import clause_end, trimmed
from extractors.claims.cues import Cue, CueEntry, verb_form
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.parts_of_speech import NOUNS
from extractors.claims.subjects import subject_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.layout import Layout

_COUNTED = frozenset({"counted", "tallied", "logged", "counts"})
_PUT = frozenset({"put", "puts"})
_SUMS = frozenset({"number", "numbers", "toll", "figure", "total", "count", "tally"})
_BEFORE_NUMBERS = frozenset(
    {"at", "least", "most", "more", "fewer", "less", "than", "some", "about", "around", "nearly", "almost", "over"}
    | {"roughly", "between", "up", "to", "just", "only", "approximately", "a", "total", "of"}
)
_ALONE = frozenset({"i", "he", "she", "we", "you"})
_ENTRY = CueEntry("count", "verb", frozenset({"noun_phrase"}), "finding", "asserts")


def find_count_candidates(layout: Layout, taken: Sequence[Candidate]) -> list[Candidate]:
    """Return the counts whose verb is no reporting verb and stands in no quotation; none where a claim has the verb."""
    known = {candidate.cue.head for candidate in taken}
    found: list[Candidate] = []
    for head in compress(range(len(layout.words)), map(_VERBS.__contains__, layout.words)):
        if head in known or layout.quote[head] != NOT_QUOTED or layout.tags[head] in NOUNS:
            continue
        candidate = _read(layout, head)
        if candidate:
            found.append(candidate)
    return found


_VERBS = _PUT | _COUNTED


def _read(layout: Layout, head: int) -> Candidate | None:
    sentence = layout.sentence_range(head)
    has_count = _puts_sum if layout.words[head] in _PUT else _counts_things
    if not has_count(layout, head + 1, sentence.last):
        return None
    form, group = verb_form(layout, head)
    speaker = subject_before(layout, group, sentence.first) if form == "finite" else None
    if speaker is None or layout.words[speaker.first] in _ALONE:
        return None
    end = clause_end(layout, head + 1, sentence.last, phrase=True)
    content = trimmed(layout, head + 1, _without_remark(layout, head + 1, end))
    if content is None:
        return None
    cue = Cue(Range(head, head + 1), head, _ENTRY, form, group)
    return Candidate(cue, speaker, [content], "count", Range(min(speaker.first, group), head + 1))


def _without_remark(layout: Layout, first: int, end: int) -> int:
    """Return where a remark about the number begins, `end` for none: `at 12[, a figure that officers doubt]`."""
    for index in range(first, end - 2):
        is_remark = layout.words[index] == "," and layout.words[index + 1] in {"a", "the"}
        if is_remark and not _SUMS.isdisjoint(layout.words[index + 2 : index + 4]):
            return index
    return end


def _puts_sum(layout: Layout, first: int, ceiling: int) -> bool:
    """Tell whether a sum and its number follow: `the number of dead at 12`."""
    words = layout.words[first : min(ceiling, first + 8)]
    if "at" not in words or _SUMS.isdisjoint(words[: words.index("at")]):
        return False
    return _counts(layout, first + words.index("at"), ceiling)


def _counts_things(layout: Layout, first: int, ceiling: int) -> bool:
    """Tell whether a number and what it counts follow: `at least 39 deaths`."""
    return _counts(layout, first, ceiling) and any(
        layout.tags[index] == "N" and layout.words[index].endswith("s")
        for index in range(first, min(ceiling, first + 8))
    )


def _counts(layout: Layout, index: int, ceiling: int) -> bool:
    """Tell whether a number stands at `index`, or behind words such as `at least`."""
    while index < ceiling and layout.words[index] in _BEFORE_NUMBERS:
        index += 1
    return index < ceiling and layout.tags[index] == "CD"
