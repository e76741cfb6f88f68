"""A tagger that is given scores of labels instead of features.

CRFsuite looks up each feature of each token by its name, which takes most of the time of tagging. Where the weights have been
added up already, it still finds the best labels and their probabilities: `ScoreTagger` hands it one feature a label, whose
value is the sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pycrfsuite

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from extractors.annotations.model_file import ModelFile


class ScoreTagger(pycrfsuite.Tagger):  # type: ignore[misc]
    """The tagger of a model, for scores of its labels."""

    def __init__(self, model: ModelFile) -> None:
        """Take the labels and transitions of the model, and of its features one a label, with the weight 1."""
        weights = model.weights.copy()
        states = np.flatnonzero(weights["is_transition"] == 0)
        weights["weight"][states] = 0
        # One row for each feature, so that no two labels can choose the same feature.
        rows = states[np.unique(weights["feature"][states], return_index=True)[1]]
        names = []
        for label in range(len(model.chain.labels)):
            chosen = rows[weights["label"][rows] == label][0]
            weights["weight"][chosen] = 1
            names.append(model.features[weights["feature"][chosen]].encode())
        self._names = names[1:]
        begin, end = model.weights_at, model.weights_at + weights.nbytes
        # CRFsuite reads this as long as it tags, and keeps no copy.
        self._content = model.content[:begin] + weights.tobytes() + model.content[end:]
        self.open_inmemory(self._content)

    def tag_scores(self, scores: NDArray[np.float64]) -> list[str]:
        """Return the best labels of a stretch of tokens from its scores, a column for each label.

        What all labels have in common changes nothing, so the score of the first is taken off all and not handed over.
        """
        beyond = scores[:, 1:] - scores[:, :1]
        self.set([dict(zip(self._names, row, strict=True)) for row in beyond.tolist()])
        labels: list[str] = self.tag()
        return labels
