"""The chain of a CRF: its labels, and what it says of two neighbours whatever the words are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from extractors.annotations.feature_tables import Numbers, Scores

OPEN: Final = -1
"""Stands for the label of a token whose best label is not known yet."""


@dataclass(frozen=True, eq=False)
class Chain:
    """The labels of a CRF, and the weight of each (row) before each other (column)."""

    labels: tuple[str, ...]
    transitions: NDArray[np.float64]

    @cached_property
    def backwards(self) -> NDArray[np.float64]:
        """The weight of each label (row) behind each other (column)."""
        return np.ascontiguousarray(self.transitions.T)

    @cached_property
    def leads(self) -> NDArray[np.float64]:
        """What a label (row) must lead each other (column) by to be the better one, whatever stands before and behind.

        It is the most that two neighbours can make good.
        """
        weights = self.transitions
        from_before = (weights[:, None, :] - weights[:, :, None]).max(axis=0)
        from_behind = (weights[None, :, :] - weights[:, None, :]).max(axis=2)
        # The first and the last token of a stretch have one neighbour only, which may be less of a help than none.
        leads: NDArray[np.float64] = np.maximum(from_before, 0) + np.maximum(from_behind, 0)
        np.fill_diagonal(leads, -np.inf)
        return leads

    @cached_property
    def odds(self) -> NDArray[np.float64]:
        """Powers of e of `transitions`, so that the largest is 1."""
        odds: NDArray[np.float64] = np.exp(self.transitions - self.transitions.max())
        return odds

    @cached_property
    def odds_of_both(self) -> NDArray[np.float64]:
        """One table for two chains side by side: `odds` for the labels of the first, and backwards for those of the second."""
        count = len(self.labels)
        odds = np.zeros((2 * count, 2 * count))
        odds[:count, :count], odds[count:, count:] = self.odds, self.odds.T
        return odds

    @cached_property
    def spread(self) -> float:
        """How far apart the weights of two transitions can be."""
        return float(np.ptp(self.transitions))

    def sure_labels(self, scores: Scores) -> Numbers:
        """Return for each token the label that is its best among any neighbours, `OPEN` where that depends on them.

        `scores` are what the features of each token say for each label.
        """
        best = scores.argmax(axis=1)
        leads = scores[np.arange(len(scores)), best][:, None] - scores
        return np.where((leads > self.leads.take(best, axis=0)).all(axis=1), best, OPEN)
