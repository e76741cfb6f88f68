"""The probabilities of labels in many short sequences at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from extractors.annotations.chain import OPEN
from extractors.annotations.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from extractors.annotations.chain import Chain
    from extractors.annotations.feature_tables import Numbers, Scores

_SMALLEST: Final = np.finfo(np.float64).tiny
_MOST_STEPS: Final = 64
_SHRINKING: Final = 600.0
"""Steps after which sums are brought back to 1, and powers of e by which they may shrink until then (a float holds 700)."""


def label_probabilities(
    chain: Chain, scores: Scores, stretches: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.float64], Numbers]:
    """Return the probability of each label of each token, and for each token its best label where these tell it.

    Probabilities of tokens of no stretch are 0; labels that are not told are `OPEN` (`_told_labels`).

    Args:
        chain: Labels and transitions of the CRF.
        scores: What the features of each token say for each label.
        stretches: Half-open ranges of tokens that are labelled by themselves, none empty, in order.
    """
    bounds = np.array(stretches)
    own = np.exp(scores - scores.max(axis=1, keepdims=True))
    ahead, behind = _sums(chain, own, Steps(*bounds.T))
    both = ahead * behind / np.maximum(own, _SMALLEST)
    probabilities = both / np.maximum(both.sum(axis=1, keepdims=True), _SMALLEST)
    return probabilities, _told_labels(chain, probabilities, behind, bounds)


def _sums(chain: Chain, own: Scores, steps: Steps) -> Scores:
    """Return for each token and label the sum over all ways to it from the front, and from the end, its own share included.

    It is the algorithm of Baum: all stretches go step by step together, and in both directions at the same time. Only the
    sums of one token can be compared with each other.
    """
    count = len(chain.labels)
    # Side by side, with one table for both: a product of two plain tables is the quickest there is.
    walked = np.hstack([own.take(steps.forth, axis=0), own.take(steps.back, axis=0)])
    rest = min(_MOST_STEPS, max(1, int(_SHRINKING / max(chain.spread, 1))))
    before = walked[:0]
    for number, place in enumerate(steps):
        here = walked[place]
        if number:
            here *= before[: len(here)].dot(chain.odds_of_both)
        if number % rest == 0:
            both = here.reshape(-1, 2, count)
            both /= both.sum(axis=2, keepdims=True)
        before = here
    sums = np.zeros((2, *own.shape))
    sums[0, steps.forth], sums[1, steps.back] = walked[:, :count], walked[:, count:]
    return sums


def _told_labels(chain: Chain, probabilities: Scores, behind: Scores, bounds: Numbers) -> Numbers:
    """Return for each token its label in the best labelling where the probabilities tell it, else `OPEN`.

    Let some labelling of a stretch have the probability p. Where a label has more than 1 - p, the best labelling has it
    too: all those that have another label there are together less probable than p. Here the labelling is that of the most
    probable label of each token, which in most stretches is the best one.
    """
    tokens = np.arange(len(probabilities))
    best = probabilities.argmax(axis=1)
    share = probabilities.max(axis=1)
    # The probability of a labelling is that of its first label, times that of each other one given the one before.
    given = chain.odds.take(best[:-1], axis=0) * behind[1:]
    steps = share.copy()
    steps[1:] = given[tokens[:-1], best[1:]] / np.maximum(given.sum(axis=1), _SMALLEST)
    starts, ends = bounds.T
    steps[starts] = share[starts]
    sums = np.zeros(len(steps) + 1)
    np.cumsum(np.log(np.maximum(steps, _SMALLEST)), out=sums[1:])
    whole = np.exp(sums[ends] - sums[starts]).take(starts.searchsorted(tokens, side="right") - 1)
    # Less a little, since all of this is rounded; no label of a token of no stretch has any share.
    return np.where(1 - share < 0.999 * whole - 1e-9, best, OPEN)
