"""Tag words with their parts of speech.

The tag set is the Penn Treebank's, folded to what claims need: `N` and `NP` (common and proper nouns), `PRP`, `PRPS`,
`DT`, `J`, `R`, `IN`, `TO`, `MD`, `VB`, `VBZ`, `VBD`, `VBN`, `VBG`, `CC`, `CD`, `W`, `POS`, `EX`, `RP`, `.` and `X`.
The weights come from `training/claims.py` (English treebanks named in NOTICE).
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pycrfsuite

if TYPE_CHECKING:
    from collections.abc import Sequence

MODEL = Path(__file__).parent.parent / "models" / "claims_pos.crfsuite"

FINITE = frozenset({"VBD", "VBZ", "VB", "MD"})
"""Tags of verbs that can be the head of a clause (`VB` also covers the present plural)."""

VERBS = frozenset({"VB", "VBZ", "VBD", "VBN", "VBG", "MD"})
NOUNS = frozenset({"N", "NP"})


@lru_cache(maxsize=100_000)
def _word_features(word: str) -> tuple[str, str, str, str, str, str]:
    """Return the lower-cased word, its last two and three letters, and its kind of first character."""
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
    return lower, f"w={lower}", f"3={lower[-3:]}", f"2={lower[-2:]}", f"s={form}", lower[-3:]


def sentence_features(words: Sequence[str]) -> list[list[str]]:
    """Return one list of features a word of one sentence."""
    rows = []
    seen = [_word_features(word) for word in words]
    last = len(words) - 1
    start = ("^",) * 6
    end = ("$",) * 6
    for index, (lower, word, last3, last2, form, _) in enumerate(seen):
        before = seen[index - 1] if index else start
        behind = seen[index + 1] if index < last else end
        rows.append(
            [
                word,
                last3,
                last2,
                form if index else f"{form}0",
                f"p={before[0]}",
                f"n={behind[0]}",
                f"pw={before[0]}|{lower}",
                f"wn={lower}|{behind[0]}",
                f"n3={behind[5]}",
                f"p3={before[5]}",
            ]
        )
    return rows


@cache
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODEL))
    return tagger


def tag_words(words: Sequence[str]) -> list[str]:
    """Return one part-of-speech tag a word of one sentence."""
    tags: list[str] = _tagger().tag(sentence_features(words))
    return tags
