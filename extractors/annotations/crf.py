"""Linear-chain CRFs, in the three ways in which they are asked here.

    crf             a few candidates, with their features by name (CRFsuite itself)
    model_file      a model file as numbers
    windows         the stretches of an article that are tagged by themselves
    feature_tables  the features of all their words at once, as numbers, and the sums of their weights
    memos           what is made once for each word
    word_pairs      features of two neighbouring words
    chain           labels, what one says of the next, and which are sure whatever stands beside
    viterbi         from these sums the best labels
    probabilities   from these sums the probabilities of labels
    steps           how these two walk through all sentences of a window at once

CRFsuite spends most of its time on names of features: an article has some 20,000, made of a few hundred distinct words.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pycrfsuite

if TYPE_CHECKING:
    from pathlib import Path


@cache
def load_tagger(model: Path) -> pycrfsuite.Tagger:
    """Return the tagger with the weights in the file `model`, for features by name."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    return tagger
