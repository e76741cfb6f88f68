"""The best labels of many short sequences at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from extractors.annotations.chain import OPEN
from extractors.annotations.steps import Steps, is_inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

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
    starts, ends = np.array(stretches).T
    begins = np.zeros(len(scores) + 1, dtype=bool)
    begins[starts] = begins[ends] = True
    # The number behind the last label stands for `outside`.
    labels = np.full(len(scores) + 1, len(chain.labels))
    inside = np.flatnonzero(is_inside(stretches, len(scores)))
    labels[inside] = OPEN if known is None else known.take(inside)
    unknown = np.flatnonzero(labels == OPEN)
    if len(unknown):
        steps = Steps(*_cut(chain, scores, labels, unknown, begins))
        labels[steps.forth] = _walk(chain, scores[steps.forth], steps)
    names = [*chain.labels, outside]
    return [names[label] for label in labels[:-1].tolist()]


def _cut(
    chain: Chain, scores: Scores, labels: Numbers, unknown: Numbers, begins: NDArray[np.bool_]
) -> tuple[Numbers, Numbers]:
    """Return where the runs of `unknown` tokens start and end, and add to scores what known neighbours say for each label.

    A known label parts a stretch: on the one side and on the other the best labels no longer depend on each other. `begins`
    tells where no stretch goes on: at its first token, and behind its last.
    """
    before, behind = labels.take(unknown - 1), labels.take(unknown + 1)
    has_before, has_behind = ~begins.take(unknown), ~begins.take(unknown + 1)
    goes_on, is_known = has_before & (before == OPEN), has_before & (before != OPEN)
    scores[unknown[is_known]] += chain.transitions.take(before[is_known], axis=0)
    leads_on, is_known = has_behind & (behind == OPEN), has_behind & (behind != OPEN)
    scores[unknown[is_known]] += chain.backwards.take(behind[is_known], axis=0)
    return unknown[~goes_on], unknown[~leads_on] + 1


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
