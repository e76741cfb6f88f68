"""Tag words with their parts of speech.

The tag set is the Penn Treebank's, folded to what claims need: `N` and `NP` (common and proper nouns), `PRP`, `PRPS`,
`DT`, `J`, `R`, `IN`, `TO`, `MD`, `VB`, `VBZ`, `VBD`, `VBN`, `VBG`, `CC`, `CD`, `W`, `POS`, `EX`, `RP`, `.` and `X`.
The weights come from `training/claims.py` (English treebanks named in NOTICE).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extractors.annotations.crf import keep_known, known_features, load_tagger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.crf import Encode

MODEL = Path(__file__).parent.parent / "models" / "claims_pos.crfsuite"

FINITE = frozenset({"VBD", "VBZ", "VB", "MD"})
"""Tags of verbs that can be the head of a clause (`VB` also covers the present plural)."""

VERBS = frozenset({"VB", "VBZ", "VBD", "VBN", "VBG", "MD"})
NOUNS = frozenset({"N", "NP"})


_MOST_WORDS = 100_000
"""Distinct words whose features are kept."""


class _WordFeatures(NamedTuple):
    """What a word shows by itself, and what it gives to the tokens beside it (before it, behind it)."""

    lower: str
    own: tuple[bytes, ...]
    own_as_first: tuple[bytes, ...]
    whole_to_next: tuple[bytes, ...]
    end_to_next: tuple[bytes, ...]
    whole_to_previous: tuple[bytes, ...]
    end_to_previous: tuple[bytes, ...]


class FeatureMaker:
    """Makes the features that `encode` knows, as bytes, for the words of sentences."""

    def __init__(self, encode: Encode) -> None:
        """Begin with no word seen."""
        self._encode = encode
        self._words: dict[str, _WordFeatures] = {}
        self._start = self._features("^", "^", "^", "^")
        self._end = self._features("$", "$", "$", "$")

    def of_sentence(self, words: Sequence[str]) -> list[list[bytes]]:
        """Return one list of features a word of one sentence."""
        encode = self._encode
        seen = [self._words.get(word) or self._of_word(word) for word in words]
        rows: list[list[bytes]] = []
        before = self._start
        pair = encode(f"pw=^|{seen[0].lower}") if seen else None
        for here, behind in zip(seen, [*seen[1:], self._end], strict=True):
            row = [*(here.own if rows else here.own_as_first), *before.whole_to_next, *behind.whole_to_previous]
            if pair:
                row.append(pair)
            if next_pair := encode(f"wn={here.lower}|{behind.lower}"):
                row.append(next_pair)
            row += behind.end_to_previous
            row += before.end_to_next
            rows.append(row)
            pair = encode(f"pw={here.lower}|{behind.lower}")
            before = here
        return rows

    def _of_word(self, word: str) -> _WordFeatures:
        """Return the features of a word: itself, its last two and three letters, and its kind of first character."""
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
        if len(self._words) >= _MOST_WORDS:
            self._words.clear()
        self._words[word] = found = self._features(lower, lower[-3:], lower[-2:], form)
        return found

    def _features(self, lower: str, last3: str, last2: str, form: str) -> _WordFeatures:
        own = [f"w={lower}", f"3={last3}", f"2={last2}"]
        return _WordFeatures(
            lower,
            self._known(*own, f"s={form}"),
            self._known(*own, f"s={form}0"),
            self._known(f"p={lower}"),
            self._known(f"p3={last3}"),
            self._known(f"n={lower}"),
            self._known(f"n3={last3}"),
        )

    def _known(self, *features: str) -> tuple[bytes, ...]:
        return keep_known(self._encode, features)


@cache
def _feature_maker() -> FeatureMaker:
    return FeatureMaker(known_features(MODEL))


def tag_words(words: Sequence[str]) -> list[str]:
    """Return one part-of-speech tag a word of one sentence."""
    tags: list[str] = load_tagger(MODEL).tag(_feature_maker().of_sentence(words))
    return tags
