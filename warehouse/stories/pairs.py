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
    from numpy.typing import NDArray

    from warehouse.stories.texts import Features, Hashes

MIN_SIMILARITY: Final = 0.2
MIN_OVERLAP: Final = 0.35
MIN_OVERLAP_UNDATED: Final = 0.6
"""Where a date is unknown nothing but words tells a copy from a later release on the same case, so more of them must agree."""

MIN_AGREEMENT: Final = 0.85
MAX_OWN_NAME: Final = 1

MAX_DAYS: Final = 7
"""Copies of agency copy appear within days. A release on a verdict repeats most of the one on the charge, weeks later: it
is another story, since the news is another."""

MAX_GAP: Final = 8
"""Words between two shared phrases that still belong to the same passage; more are a paragraph that only one text has."""


class Likeness(NamedTuple):
    """What two texts share.

    `similarity`: part of the phrases that either has (Jaccard); `overlap`: part of the phrases of the shorter one;
    `agreement`: part of the names and numbers inside shared passages that the other text has too; `own_name`: how often
    the commonest name there that the other lacks stands in a text, in the text where that is less often.
    """

    similarity: float
    overlap: float
    agreement: float
    own_name: int

    def is_copy(self, *, is_dated: bool) -> bool:
        """Tell whether two texts, published within MAX_DAYS as far as their dates are known (`is_dated`), are one story."""
        return (
            self.similarity >= MIN_SIMILARITY
            and self.overlap >= (MIN_OVERLAP if is_dated else MIN_OVERLAP_UNDATED)
            and self.agreement >= MIN_AGREEMENT
            and self.own_name <= MAX_OWN_NAME
        )


def share_enough(one: Features, other: Features) -> bool:
    """Tell whether two texts share as many phrases as copies do at least: most candidates do not, and this is told soon."""
    of_one, of_other = len(one.distinct), len(other.distinct)
    # The least number of shared phrases with which `similarity` and `overlap` can be large enough.
    needed = max(MIN_SIMILARITY * (of_one + of_other) / (1 + MIN_SIMILARITY), MIN_OVERLAP * min(of_one, of_other))
    return min(of_one, of_other) >= needed - 1 and len(_shared(one, other)) >= needed - 1


def _shared(one: Features, other: Features) -> Hashes:
    """Return the phrases of both, each once, sorted."""
    few, many = (one, other) if len(one.distinct) <= len(other.distinct) else (other, one)
    shared: Hashes = few.distinct[_is_in(few.distinct, many.distinct)]
    return shared


def _is_in(hashes: Hashes, known: Hashes) -> NDArray[np.bool_]:
    """Tell of each of `hashes` whether it is one of `known`, which are sorted: a fifth of the time of `np.isin`."""
    if not len(known):
        return np.zeros(len(hashes), np.bool_)
    # Without the last one the place is never behind the end.
    found: NDArray[np.bool_] = known[np.searchsorted(known[:-1], hashes)] == hashes
    return found


def compare(one: Features, other: Features) -> Likeness:
    """Return what two texts share."""
    phrases = _shared(one, other)
    in_one, in_other = _is_in(one.phrases, phrases), _is_in(other.phrases, phrases)
    shared, of_one, of_other = len(phrases), len(one.distinct), len(other.distinct)
    facts_of_one, lacking_in_other, name_of_one = _facts_lacking(one, in_one, other.words)
    facts_of_other, lacking_in_one, name_of_other = _facts_lacking(other, in_other, one.words)
    facts = facts_of_one + facts_of_other
    return Likeness(
        similarity=shared / (of_one + of_other - shared),
        overlap=shared / min(of_one, of_other),
        agreement=1 - (lacking_in_other + lacking_in_one) / facts if facts else 1.0,
        own_name=min(name_of_one, name_of_other),
    )


def _facts_lacking(text: Features, is_shared: NDArray[np.bool_], other_words: Hashes) -> tuple[int, int, int]:
    """Return facts of `text` in shared passages: how many, how many that the other lacks, and its commonest name's repeats."""
    starts = np.flatnonzero(is_shared)
    if not len(starts) or not len(text.facts.hashes):
        return 0, 0, 0
    hashes, places, is_name = text.facts
    # Of each fact: the shared phrase that starts at or before it, and the next one.
    following = np.searchsorted(starts, places, side="right")
    has_both = (following > 0) & (following < len(starts))
    before, behind = starts[np.maximum(following - 1, 0)], starts[np.minimum(following, len(starts) - 1)]
    is_in_phrase = (following > 0) & (places < before + PHRASE_WORDS)
    is_in_gap = has_both & (behind - before - PHRASE_WORDS <= MAX_GAP)
    is_in_passage = is_in_phrase | is_in_gap
    is_lacking = is_in_passage & ~_is_in(hashes, other_words)
    lacking = int(is_lacking.sum())
    repeats = np.unique(hashes[is_lacking & is_name], return_counts=True)[1] if lacking else np.zeros(0, np.intp)
    return int(is_in_passage.sum()), lacking, int(repeats.max(initial=0))
