"""Whether two texts are copies of one story: what they share, and the rule.

A cut tail, a new lead or local paragraphs leave long stretches as they were. So do the releases of one office, whose forms
are the same words about other people: there, names and numbers differ *between* shared words, and each text has a
name of its own again and again. The rule asks for all of it; where the figures come from is in docs/QUALITY.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from warehouse.stories.texts import PHRASE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from warehouse.stories.texts import Features, Hashes, Places

    Mask = NDArray[np.bool_]
    Numbers = NDArray[np.int64]

MIN_SIMILARITY: Final = 0.2
MIN_OVERLAP: Final = 0.35
MIN_OVERLAP_UNDATED: Final = 0.6
"""Where a date is unknown nothing but words tells a copy from a later release on the same case, so more of them must agree."""

MIN_AGREEMENT: Final = 0.85
MAX_OWN_NAME: Final = 1
"""Repeats, in a shared passage, of a name that only one text has. The text where they are fewer counts: a form about somebody
else names its own person again and again on both sides."""

MAX_DAYS: Final = 7
"""Copies of agency copy appear within days. A release on a verdict repeats most of the one on the charge, weeks later: it
is another story, since the news is another."""

MAX_GAP: Final = 8
"""Words between two shared phrases that still belong to the same passage; more are a paragraph that only one text has."""

_WORDS_AT_ONCE: Final = 60_000
"""Words of texts that are compared at once: what is made of them stays in the processor's cache."""


class Likeness(NamedTuple):
    """What two copies share.

    `similarity`: part of the phrases that either has (Jaccard); `overlap`: part of the phrases of the shorter one;
    `agreement`: part of the names and numbers inside shared passages that the other text has too.
    """

    similarity: float
    overlap: float
    agreement: float


def compare(one: Features, others: Sequence[Features], are_dated: Sequence[bool]) -> dict[int, Likeness]:
    """Return what a text shares with those of `others` that are copies of it, by their places in `others`.

    `are_dated` tells of each whether both were published within MAX_DAYS, as far as their dates are known.
    """
    found: dict[int, Likeness] = {}
    for places in _pieces(one, others):
        compared = _compare([others[place] for place in places], one, np.array([are_dated[place] for place in places]))
        found |= {places[number]: likeness for number, likeness in compared.items()}
    return found


def _pieces(one: Features, others: Sequence[Features]) -> Iterator[range]:
    """Yield the places of as many of `others` as are compared at once."""
    first = size = 0
    for place, other in enumerate(others):
        size += len(one.which) + len(other.which)
        if size > _WORDS_AT_ONCE and place > first:
            yield range(first, place)
            first, size = place, len(one.which) + len(other.which)
    yield range(first, len(others))


def _compare(others: list[Features], one: Features, are_dated: Mask) -> dict[int, Likeness]:
    """Compare as `compare` does. Most pairs are no copies, so the rule is asked in steps: shared phrases, then facts."""
    phrases = _Met([other.distinct for other in others], one.distinct)
    of_one, of_others = len(one.distinct) - 1, phrases.sizes - 1
    shared = _sums(phrases.theirs().has, np.cumsum(phrases.sizes))
    similarity, overlap = shared / (of_one + of_others - shared), shared / np.minimum(of_one, of_others)
    enough = np.where(are_dated, MIN_OVERLAP, MIN_OVERLAP_UNDATED)
    alike = np.flatnonzero((similarity >= MIN_SIMILARITY) & (overlap >= enough))
    if not len(alike):
        return {}
    others = [others[place] for place in alike]
    phrases.keep(alike)
    words = _Met([other.words for other in others], one.words)
    theirs = _Side(others, phrases.theirs(), words.theirs())
    # Not more facts stand in shared passages of the one text than it has: few texts are left when theirs alone are asked.
    possible = _agreement(theirs.lacking, theirs.facts + len(one.fact_places)) >= MIN_AGREEMENT
    if not possible.all():
        left = np.flatnonzero(possible)
        if not len(left):
            return {}
        alike, others = alike[left], [others[place] for place in left]
        phrases.keep(left)
        words.keep(left)
        theirs = _Side(others, phrases.theirs(), words.theirs())
    ours = _Side([one] * len(others), phrases.ours(), words.ours())
    lacking, facts = ours.lacking + theirs.lacking, ours.facts + theirs.facts
    agreement = _agreement(lacking, facts)
    found = {}
    for number in np.flatnonzero(agreement >= MIN_AGREEMENT).tolist():
        if min(ours.own_name(number), theirs.own_name(number)) <= MAX_OWN_NAME:
            place = int(alike[number])
            found[place] = Likeness(float(similarity[place]), float(overlap[place]), float(agreement[number]))
    return found


class _Rows(NamedTuple):
    """Whether the other text of the pair has each phrase, or word, of some texts: one text behind the other, `sizes` of each."""

    has: Mask
    sizes: Numbers


class _Met:
    """Where the phrases, or words, of some texts stand in another text."""

    def __init__(self, hashes: list[Hashes], known: Hashes) -> None:
        self._none = len(known) - 1
        self.sizes = np.array([len(some) for some in hashes])
        self._where = _find(np.concatenate(hashes), known)
        self._where[np.cumsum(self.sizes) - 1] = self._none  # the last one of each text is none

    def keep(self, chosen: Numbers) -> None:
        """Forget all texts but some."""
        if len(chosen) < len(self.sizes):
            is_chosen = np.zeros(len(self.sizes), np.bool_)
            is_chosen[chosen] = True
            kept = np.repeat(is_chosen, self.sizes)
            self._where, self.sizes = self._where[kept], self.sizes[chosen]

    def theirs(self) -> _Rows:
        """Return of the phrases of the texts whether the other text has them."""
        return _Rows(self._where < self._none, self.sizes)

    def ours(self) -> _Rows:
        """Return of the phrases of the other text, a row of them for each of the texts, whether that one has them."""
        size = self._none + 1
        rows = np.arange(len(self.sizes)) * size
        has = np.zeros(len(rows) * size, np.bool_)
        has[np.repeat(rows, self.sizes) + self._where] = True
        has[self._none :: size] = False
        return _Rows(has, np.full(len(rows), size))


class _Side:
    """One text of each pair: how many of its facts stand in shared passages, and how many of these the other text lacks."""

    def __init__(self, texts: Sequence[Features], phrases: _Rows, words: _Rows) -> None:
        self._texts = texts
        in_passage = _in_passages(phrases.has[_stacked([text.which for text in texts], phrases.sizes)])
        places = np.array([len(text.which) for text in texts])
        counts = in_passage[_stacked([text.fact_places for text in texts], places)]
        self._lacking = counts & ~words.has[_stacked([text.fact_words for text in texts], words.sizes)]
        self._ends = np.cumsum([len(text.fact_places) for text in texts])
        self.facts, self.lacking = _sums(counts, self._ends), _sums(self._lacking, self._ends)

    def own_name(self, number: int) -> int:
        """Return how often the commonest name that the other text lacks stands in shared passages of a text."""
        text = self._texts[number]
        lacking = self._lacking[self._ends[number] - len(text.fact_places) : self._ends[number]]
        return int(np.bincount(text.fact_words[lacking & text.is_name]).max(initial=0))


def _in_passages(starts: Mask) -> Mask:
    """Tell of each place of some texts whether it is in a shared passage: in a shared phrase, or in a gap between two.

    `starts` tells where shared phrases start. Texts stand one behind the other, PLACES_BETWEEN places apart.
    """
    width = PHRASE_WORDS + MAX_GAP
    # A place is in a gap that is narrow enough when none of the places up to `width` behind it is further from the start before.
    return _any_before(starts, PHRASE_WORDS) | ~_any_behind(~_any_before(starts, width), width)


def _any_before(flags: Mask, width: int) -> Mask:
    """Tell of each place whether one of the `width` places that end there is true."""
    found, done = flags.copy(), 1
    while done < width:
        step = min(done, width - done)
        found[step:] |= found[:-step]
        done += step
    return found


def _any_behind(flags: Mask, width: int) -> Mask:
    """Tell of each place whether one of the `width` places that begin there is true."""
    return _any_before(flags[::-1], width)[::-1]


def _find(sought: Hashes, known: Hashes) -> Numbers:
    """Return where each hash stands in `known`, sorted and each once; its last entry is none, and the place of what is not found.

    A table gives for the first bits of a hash the first of those that begin with them: a fifth of the time of a binary search.
    """
    none = len(known) - 1
    shift = np.uint32(max(12, min(18, 27 - none.bit_length())))  # a table of 16,000 to a million entries
    begins = known[:-1] >> shift
    table = np.zeros(1 << (32 - int(shift)), np.intp)
    table[begins[::-1]] = np.arange(none - 1, -1, -1)
    where = table[sought >> shift]
    found: Numbers = np.where(known[where] == sought, where, none)
    more = 1
    while (begins[more:] == begins[:-more]).any():
        found = np.where(known.take(where + more, mode="clip") == sought, where + more, found)
        more += 1
    return found


def _stacked(numbers: list[Places], sizes: Numbers) -> Numbers:
    """Return the places that each text gives in its own row, as places in all rows one behind the other, of `sizes` each."""
    starts: Numbers = np.repeat(np.cumsum(sizes) - sizes, [len(some) for some in numbers])
    return starts + np.concatenate(numbers)


def _agreement(lacking: Numbers, facts: Numbers) -> NDArray[np.float64]:
    agreement: NDArray[np.float64] = 1 - lacking / np.maximum(facts, 1)
    return agreement


def _sums(flags: Mask, ends: Numbers) -> Numbers:
    """Return how many flags of each text are true."""
    counted: Numbers = np.diff(np.concatenate(([0], np.cumsum(flags)))[ends], prepend=0)
    return counted
