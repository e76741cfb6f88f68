"""The best labels of many short sequences at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.feature_tables import Scores
    from extractors.annotations.model_file import Chain


def best_labels(chain: Chain, scores: Scores, stretches: Sequence[tuple[int, int]], *, outside: str) -> list[str]:
    """Return for each token its label in the best labelling of its stretch, by the algorithm of Viterbi.

    All stretches go step by step together, the longest first, so that those that go on are always the first of a step.

    Args:
        chain: Labels and transitions of the CRF.
        scores: What the features of each token say for each label.
        stretches: Half-open ranges of tokens that are labelled by themselves, none empty.
        outside: The label of tokens of no stretch.
    """
    transitions = chain.transitions
    longest_first = sorted(stretches, key=lambda stretch: stretch[0] - stretch[1])
    starts = np.array([first for first, _ in longest_first])
    lengths = np.array([last - first for first, last in longest_first])
    step = np.arange(lengths[0])[:, None]
    goes_on = step < lengths
    order = (starts + step)[goes_on]
    sizes = goes_on.sum(axis=1).tolist()
    steps = np.split(scores[order], np.cumsum(sizes)[:-1])

    # Forwards: the score of the best way to each label of each token.
    ways = np.empty((len(transitions), len(starts), len(transitions)))
    for before, here in pairwise(steps):
        size = len(here)
        np.add(before[:size].T[:, :, None], transitions[:, None], out=ways[:, :size])
        np.add(here, np.maximum.reduce(ways[:, :size], axis=0), out=here)

    # Backwards: the best last label, and before each label the one that its best way came from.
    found = []
    behind = np.empty(0, dtype=np.intp)
    to_behind = np.ascontiguousarray(transitions.T)
    for here in reversed(steps):
        here[: len(behind)] += to_behind[behind]
        behind = here.argmax(axis=1)
        found.append(behind)
    labels = np.full(len(scores), len(transitions))
    labels[order] = np.concatenate(found[::-1])
    names = [*chain.labels, outside]
    return [names[label] for label in labels.tolist()]
