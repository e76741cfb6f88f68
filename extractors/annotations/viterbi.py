"""The best labels of many short sequences at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from extractors.annotations.chain import OPEN
from extractors.annotations.steps import Steps, is_inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.chain import Chain
    from extractors.annotations.feature_tables import Numbers, Scores


def best_labels(
    chain: Chain, scores: Scores, stretches: Sequence[tuple[int, int]], *, outside: str, known: Numbers | None = None
) -> list[str]:
    """Return for each token its label in the best labelling of its stretch.

    Args:
        chain: Labels and transitions of the CRF.
        scores: What the features of each token say for each label; they are not kept as they were.
        stretches: Half-open ranges of tokens that are labelled by themselves, none empty, in order.
        outside: The label of tokens of no stretch.
        known: For each token its label where that is known to be the best, else `OPEN`.
    """
    bounds = np.array(stretches)
    if known is None:
        known = np.full(len(scores), OPEN)
    else:
        bounds = _cut(chain, scores, bounds, known)
    labels = np.where(is_inside(stretches, len(scores)), known, len(chain.labels))
    if len(bounds):
        steps = Steps(*bounds.T)
        labels[steps.forth] = _walk(chain, scores[steps.forth], steps)
    names = [*chain.labels, outside]
    return [names[label] for label in labels.tolist()]


def _cut(chain: Chain, scores: Scores, bounds: Numbers, known: Numbers) -> Numbers:
    """Return the runs of tokens whose labels are open, and add to their scores what known neighbours say for each label.

    A known label parts a stretch: on the one side and on the other the best labels no longer depend on each other.
    """
    is_open = np.zeros(len(scores) + 1, dtype=bool)
    is_open[:-1] = is_inside(bounds, len(scores)) & (known == OPEN)
    has_before = np.ones(len(scores) + 1, dtype=bool)
    has_before[bounds] = False
    here, before = is_open[1:-1], is_open[:-2]
    behind_known = np.flatnonzero(has_before[1:-1] & here & ~before) + 1
    scores[behind_known] += chain.transitions.take(known[behind_known - 1], axis=0)
    before_known = np.flatnonzero(has_before[1:-1] & before & ~here)
    scores[before_known] += chain.backwards.take(known[before_known + 1], axis=0)
    goes_on = np.zeros(len(scores) + 1, dtype=bool)
    goes_on[1:-1] = has_before[1:-1] & here & before
    starts = np.flatnonzero(is_open[:-1] & ~goes_on[:-1])
    ends = np.flatnonzero(is_open[:-1] & ~goes_on[1:]) + 1
    return np.stack([starts, ends], axis=1)


def _walk(chain: Chain, scores: Scores, steps: Steps) -> Numbers:
    """Return the best labels by the algorithm of Viterbi; `scores` and labels in the order of `steps.forth`."""
    places = list(steps)
    count = len(chain.labels)

    # Forwards: the score of the best way to each label of each token.
    ways = np.empty((count, steps.width, count))
    transitions = chain.transitions[:, None]
    for before, here in pairwise(scores[place] for place in places):
        size = len(here)
        np.add(before[:size].T[:, :, None], transitions, out=ways[:, :size])
        np.add(here, np.maximum.reduce(ways[:, :size], axis=0), out=here)

    # Backwards: the best last label, and before each label the one that its best way came from.
    labels = np.empty(len(scores), dtype=np.intp)
    behind = labels[:0]
    for place in reversed(places):
        here = scores[place]
        here[: len(behind)] += chain.backwards.take(behind, axis=0)
        behind = labels[place] = here.argmax(axis=1)
    return labels
