"""Whether two texts are copies of one story: what they share, and the rule.

A cut tail, a new lead or local paragraphs leave long stretches as they were. So do the releases of one office, whose forms
are the same words about other people: there, names and numbers differ *between* shared words, and each text has a
name of its own again and again. The rule asks for all of it; where the figures come from is in docs/QUALITY.md.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from warehouse.stories.texts import PHRASE_WORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from warehouse.stories.texts import Features, Hashes, Places

    Mask = NDArray[np.bool_]

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


class Likeness(NamedTuple):
    """What two copies share.

    `similarity`: part of the phrases that either has (Jaccard); `overlap`: part of the phrases of the shorter one;
    `agreement`: part of the names and numbers inside shared passages that the other text has too.
    """

    similarity: float
    overlap: float
    agreement: float


def compare(one: Features, other: Features, *, is_dated: bool) -> Likeness | None:
    """Return what two texts share when they are copies, and null when they are not.

    Both were published within MAX_DAYS, as far as their dates are known (`is_dated`). Most pairs are none, so the rule is asked in
    steps, from the cheapest on: shared phrases, then the facts that one text lacks, then all facts.
    """
    in_one, in_other = _shared(one, other)
    shared, of_one, of_other = int(np.count_nonzero(in_one)), len(one.distinct), len(other.distinct)
    similarity, overlap = shared / (of_one + of_other - shared), shared / min(of_one, of_other)
    if similarity < MIN_SIMILARITY or overlap < (MIN_OVERLAP if is_dated else MIN_OVERLAP_UNDATED):
        return None
    sides = (one, one.starts(in_one)), (other, other.starts(in_other))
    lacking_in_other, lacking_in_one = _lacking(*sides[0], other.words), _lacking(*sides[1], one.words)
    lacking = len(lacking_in_other) + len(lacking_in_one)
    # Not more facts stand in shared passages than there are.
    facts = len(one.facts.places) + len(other.facts.places)
    if _agreement(lacking, facts) < MIN_AGREEMENT:
        return None
    facts = sum(int(np.count_nonzero(_in_passages(starts, text.facts.places))) for text, starts in sides)
    agreement = _agreement(lacking, facts)
    own_name = min(_most_repeated(one, lacking_in_other), _most_repeated(other, lacking_in_one))
    if agreement < MIN_AGREEMENT or own_name > MAX_OWN_NAME:
        return None
    return Likeness(similarity, overlap, agreement)


def _shared(one: Features, other: Features) -> tuple[Mask, Mask]:
    """Tell of each of the distinct phrases of two texts whether the other has it too."""
    if len(one.distinct) > len(other.distinct):
        in_other, in_one = _shared(other, one)
        return in_one, in_other
    # Without the last one a place is never behind the end.
    places = np.searchsorted(other.distinct[:-1], one.distinct)
    in_one = other.distinct[places] == one.distinct
    in_other = np.zeros(len(other.distinct), np.bool_)
    in_other[places[in_one]] = True
    return in_one, in_other


def _lacking(text: Features, starts: Places, other_words: Hashes) -> Places:
    """Return which facts of `text` stand in a shared passage and lack in the other text, as indices of its facts."""
    hashes, places, _ = text.facts
    lacking = np.flatnonzero(other_words[np.searchsorted(other_words[:-1], hashes)] != hashes)
    return lacking[_in_passages(starts, places[lacking])]


def _in_passages(starts: Places, places: Places) -> Mask:
    """Tell of each place of a text whether it is in a shared passage: in a shared phrase, or in a gap between two.

    `starts` are the places of the shared phrases, in order.
    """
    if not len(starts):
        return np.zeros(len(places), np.bool_)
    # Of each place: the shared phrase that starts at or before it, and the next one.
    following = np.searchsorted(starts, places, side="right")
    before, behind = starts[np.maximum(following - 1, 0)], starts[np.minimum(following, len(starts) - 1)]
    is_in_phrase = (following > 0) & (places < before + PHRASE_WORDS)
    is_in_gap = (following > 0) & (following < len(starts)) & (behind - before - PHRASE_WORDS <= MAX_GAP)
    found: Mask = is_in_phrase | is_in_gap
    return found


def _agreement(lacking: int, facts: int) -> float:
    return 1 - lacking / facts if facts else 1.0


def _most_repeated(text: Features, facts: Places) -> int:
    """Return how often the commonest name among some facts of `text` stands there."""
    names = text.facts.hashes[facts[text.facts.is_name[facts]]]
    return max(Counter(names.tolist()).values(), default=0)
