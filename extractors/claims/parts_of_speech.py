"""Tag words with their parts of speech.

The tag set is the Penn Treebank's, folded to what claims need: `N` and `NP` (common and proper nouns), `PRP`, `PRPS`,
`DT`, `J`, `R`, `IN`, `TO`, `MD`, `VB`, `VBZ`, `VBD`, `VBN`, `VBG`, `CC`, `CD`, `W`, `POS`, `EX`, `RP`, `.` and `X`.
The weights come from `training/claims.py` (English treebanks named in NOTICE).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from extractors.annotations.feature_tables import FeatureWeights
from extractors.annotations.model_file import read_model
from extractors.annotations.viterbi import best_labels
from extractors.annotations.windows import windows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractors.annotations.chain import Chain
    from extractors.annotations.feature_tables import FeatureTable, Numbers
    from extractors.annotations.windows import Window

MODEL = Path(__file__).parent.parent / "models" / "claims_pos.crfsuite"

TAGS = (
    "NP", ".", "J", "N", "VBD", "DT", "IN", "MD", "VB", "VBG", "PRP", "TO",
    "VBN", "RP", "CD", "VBZ", "R", "PRPS", "CC", "W", "EX", "POS", "X",
)  # fmt: skip

FINITE = frozenset({"VBD", "VBZ", "VB", "MD"})
"""Tags of verbs that can be the head of a clause (`VB` also covers the present plural)."""

VERBS = frozenset({"VB", "VBZ", "VBD", "VBN", "VBG", "MD"})
NOUNS = frozenset({"N", "NP"})


_OWN, _OWN_AS_FIRST, _WORD_TO_NEXT, _WORD_TO_PREVIOUS, _END_TO_PREVIOUS, _END_TO_NEXT = range(6)


class FeatureMaker:
    """Makes the features of words as numbers of a table."""

    def __init__(self, table: FeatureTable) -> None:
        """Begin with no word seen."""
        self._table = table
        self._pairs = table.pairs("pw=", "wn=")
        self._words = table.number_memo(self._read_word)
        self._edges = self._pairs.first("^"), self._pairs.second("$")

    def of_words(self, words: Sequence[str], window: Window) -> list[Numbers]:
        """Return the features of the words of a window, whose stretches are sentences."""
        one = self._table.one
        blocks, first, second = self._words.of(words)
        own = blocks + _OWN
        own[window.starts] = blocks[window.starts] + _OWN_AS_FIRST
        at_start, at_end = self._edges
        with_before, with_behind = self._pairs.find(first, window.behind(second, at_edge=at_end))
        opening = self._pairs.find(np.full_like(window.starts, at_start), second[window.starts])[0]
        return [
            own,
            window.before(blocks + _WORD_TO_NEXT, at_edge=one("p=^")),
            window.behind(blocks + _WORD_TO_PREVIOUS, at_edge=one("n=$")),
            window.before(with_before, at_edge=opening),
            with_behind,
            window.behind(blocks + _END_TO_PREVIOUS, at_edge=one("n3=$")),
            window.before(blocks + _END_TO_NEXT, at_edge=one("p3=^")),
        ]

    def _read_word(self, word: str) -> tuple[int, int, int]:
        """Return the number of the word's block (what it shows at its own place and beside it), and its numbers in pairs.

        It shows itself, its last two and three letters, and its kind of first character.
        """
        lower = word.lower().replace("’", "'")
        first = word[0]
        if first.isdigit():
            form = "d"
        elif word.isupper() and len(word) > 1:
            form = "U"
        elif first.isupper():
            form = "u"
        else:
            form = "l" if first.isalpha() else "p"
        if "-" in word[1:-1]:
            form += "-"
        own = [f"w={lower}", f"3={lower[-3:]}", f"2={lower[-2:]}"]
        block = self._table.block(
            [*own, f"s={form}"],
            [*own, f"s={form}0"],
            [f"p={lower}"],
            [f"n={lower}"],
            [f"n3={lower[-3:]}"],
            [f"p3={lower[-3:]}"],
        )
        return block, self._pairs.first(lower), self._pairs.second(lower)


class _Model(NamedTuple):
    chain: Chain
    weights: FeatureWeights
    maker: FeatureMaker


@cache
def _load_model() -> _Model:
    file = read_model(MODEL)
    weights = FeatureWeights(file)
    return _Model(file.chain, weights, FeatureMaker(weights))


def tag_words(words: Sequence[str], sentences: Iterable[tuple[int, int]]) -> list[str]:
    """Return one part-of-speech tag a word.

    Args:
        words: The words of an article.
        sentences: Half-open ranges of words, none empty; words of no sentence are tagged `X`.
    """
    chain, weights, maker = _load_model()
    tags = ["X"] * len(words)
    for window in windows_of(sentences):
        weights.make_room()
        (scores,) = weights.scores(maker.of_words(words[window.tokens], window))
        known = chain.sure_labels(scores)
        tags[window.tokens] = best_labels(chain, scores, window.stretches, outside="X", known=known)
    return tags
