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


def compare(one: Features, others: Sequence[Features], are_dated: Sequence[bool] | Mask) -> dict[int, Likeness]:
    """Return what a text shares with those of `others` that are copies of it, by their places in `others`.

    `are_dated` tells of each whether both were published within MAX_DAYS, as far as their dates are known.
    """
    found: dict[int, Likeness] = {}
    phrases, words = _Known(one.phrases), _Known(one.words)
    for places in _pieces(one, others):
        some = others[places.start : places.stop]
        dated = np.asarray(are_dated[places.start : places.stop])
        for number, likeness in _compare(_Pairs(one, some, phrases, words), dated):
            found[places[number]] = likeness
    return found


def _pieces(one: Features, others: Sequence[Features]) -> Iterator[range]:
    """Yield the places of as many of `others` as are compared at once."""
    first = size = 0
    for place, other in enumerate(others):
        size += len(one.phrases) + len(other.phrases)
        if size > _WORDS_AT_ONCE and place > first:
            yield range(first, place)
            first, size = place, len(one.phrases) + len(other.phrases)
    yield range(first, len(others))


def _compare(pairs: _Pairs, are_dated: Mask) -> Iterator[tuple[int, Likeness]]:
    """Compare as `compare` does. Most pairs are no copies, so the rule is asked in steps: shared phrases, then facts."""
    of_one, of_others = pairs.one.distinct_phrases, np.array([other.distinct_phrases for other in pairs.others])
    shared = pairs.shared_phrases()
    similarity, overlap = shared / (of_one + of_others - shared), shared / np.minimum(of_one, of_others)
    enough = np.where(are_dated, MIN_OVERLAP, MIN_OVERLAP_UNDATED)
    alike = np.flatnonzero((similarity >= MIN_SIMILARITY) & (overlap >= enough))
    if not len(alike):
        return
    pairs.keep(alike)
    theirs = pairs.theirs()
    # Not more facts stand in shared passages of the one text than it has: few texts are left when theirs alone are asked.
    left = np.flatnonzero(_agreement(theirs.lacking, theirs.facts + len(pairs.one.fact_places)) >= MIN_AGREEMENT)
    if not len(left):
        return
    pairs.keep(left)
    ours = pairs.ours()
    agreement = _agreement(ours.lacking + theirs.lacking[left], ours.facts + theirs.facts[left])
    for number in np.flatnonzero(agreement >= MIN_AGREEMENT).tolist():
        if min(ours.own_name(number), theirs.own_name(int(left[number]))) <= MAX_OWN_NAME:
            place = int(alike[left[number]])
            yield place, Likeness(float(similarity[place]), float(overlap[place]), float(agreement[number]))


class _Known:
    """Tells of many hashes at once which are among some.

    Each of these has a place in a table, by its first bits; those that find their place taken are in a table of their own.
    """

    def __init__(self, hashes: Hashes) -> None:
        bits = max(10, min(20, len(hashes).bit_length() + 6))
        self._shift = np.uint32(32 - bits)
        places = hashes >> self._shift
        self._table = np.zeros(1 << bits, np.uint32)
        self._table[places] = hashes
        # An empty place holds what never asks for it: 0 asks for the first one, where it would find itself.
        self._table[0] = self._table[0] or ~np.uint32(0)
        left = hashes[(self._table[places] != hashes) & (hashes != 0)]
        self._left = _Known(left) if len(left) else None

    def has(self, sought: Hashes) -> Mask:
        """Tell of each hash whether it is among them; 0 is not."""
        places = (sought >> self._shift).astype(np.intp)
        found: Mask = (
            self._table.take(places, mode="wrap") == sought
        )  # in that mode numpy does not look for wrong places
        if self._left is not None:
            found |= self._left.has(sought)
        return found


class _Pairs:
    """One text and each of some others."""

    def __init__(self, one: Features, others: Sequence[Features], phrases: _Known, words: _Known) -> None:
        self.one = one
        self.others = others
        self._words = words
        self._sizes = np.array([len(other.phrases) for other in others])
        self._phrases = np.concatenate([other.phrases for other in others])
        self._has = phrases.has(self._phrases)

    def keep(self, chosen: Numbers) -> None:
        """Forget all pairs but some."""
        if len(chosen) < len(self.others):
            is_chosen = np.zeros(len(self.others), np.bool_)
            is_chosen[chosen] = True
            kept = np.repeat(is_chosen, self._sizes)
            self._phrases, self._has, self._sizes = self._phrases[kept], self._has[kept], self._sizes[chosen]
            self.others = [self.others[place] for place in chosen]

    def shared_phrases(self) -> Numbers:
        """Return how many phrases each of the others shares with the one text, each counted once."""
        again = self._has[_stacked([other.repeats for other in self.others], self._sizes)]
        return _sums(self._has, self._sizes) - _sums(again, [len(other.repeats) for other in self.others])

    def theirs(self) -> _Side:
        """Return what stands in shared passages of the others."""
        facts = _stacked([other.fact_places for other in self.others], self._sizes)
        fact_words = np.concatenate([other.fact_words for other in self.others])
        return _Side(self.others, _in_passages(self._has)[facts], self._words.has(fact_words))

    def ours(self) -> _Side:
        """Return what stands in passages of the one text that it shares with each of the others."""
        one, numbers = self.one, np.arange(len(self.others))
        places = np.flatnonzero(self._has)
        starts = _met(one.phrases, self._phrases[places], np.repeat(numbers, self._sizes)[places], len(numbers))
        words = np.concatenate([other.words for other in self.others])
        places = np.flatnonzero(_Known(one.fact_words).has(words))
        of_whom = np.repeat(numbers, [len(other.words) for other in self.others])
        has = _met(one.fact_words, words[places], of_whom[places], len(numbers))
        in_passages = _in_passages(starts.ravel()).reshape(starts.shape)[:, one.fact_places]
        return _Side([one] * len(self.others), in_passages.ravel(), has.ravel())


class _Side:
    """One text of each pair: how many of its facts stand in shared passages, and how many of these the other text lacks.

    `counts` tells of each fact, text behind text, whether it stands in a shared passage, `has` whether the other text has it.
    """

    def __init__(self, texts: Sequence[Features], counts: Mask, has: Mask) -> None:
        self._texts = texts
        self._lacking = counts & ~has
        sizes = [len(text.fact_places) for text in texts]
        self._ends = np.cumsum(sizes)
        self.facts, self.lacking = _sums(counts, sizes), _sums(self._lacking, sizes)

    def own_name(self, number: int) -> int:
        """Return how often the commonest name that the other text lacks stands in shared passages of a text."""
        text = self._texts[number]
        lacking = self._lacking[self._ends[number] - len(text.fact_places) : self._ends[number]]
        _, counts = np.unique(text.fact_words[lacking & text.is_name], return_counts=True)
        return int(counts.max(initial=0))


def _met(sought: Hashes, hashes: Hashes, of_whom: Numbers, count: int) -> Mask:
    """Tell which of `sought` each of `count` texts has; `hashes` are those of `sought` that they have, `of_whom` says which text."""
    known, which = np.unique(sought, return_inverse=True)
    met = np.zeros((count, len(known)), np.bool_)
    met[of_whom, np.searchsorted(known, hashes)] = True
    return met[:, which]


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


def _stacked(numbers: list[Places], sizes: Numbers) -> Numbers:
    """Return the places that each text gives in its own row, as places in all rows one behind the other, of `sizes` each."""
    starts: Numbers = np.repeat(np.cumsum(sizes) - sizes, [len(some) for some in numbers])
    return starts + np.concatenate(numbers)


def _agreement(lacking: Numbers, facts: Numbers) -> NDArray[np.float64]:
    agreement: NDArray[np.float64] = 1 - lacking / np.maximum(facts, 1)
    return agreement


def _sums(flags: Mask, sizes: Sequence[int] | Numbers) -> Numbers:
    """Return how many flags of each text are true."""
    sizes = np.asarray(sizes)
    # A text without flags gets the first of the next one, or what follows the last.
    counted: Numbers = np.add.reduceat(np.append(flags, np.False_), np.cumsum(sizes) - sizes, dtype=np.intp)
    counted[sizes == 0] = 0
    return counted
