"""What of a text tells whether another is a copy of it: its phrases, its names and numbers, its MinHash bands.

Everything here depends on the words of one text alone, so that it never has to be computed again for another
article's sake. Hashes are 32 bits wide and the same on every machine.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from datasketch import MinHash
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint32]
    Places = NDArray[np.intp]

PHRASE_WORDS: Final = 3
"""Words of a phrase. Unrelated articles share almost none of four words; a swapped word costs a copy only four."""

MIN_WORDS: Final = 25
"""Shorter texts, such as a stub before a wall, say too little to be called the same story."""

BANDS: Final = 64
ROWS: Final = 3
"""A band is the smallest hash of the phrases under each of ROWS permutations. Two texts that share a part `s` of their phrases
(Jaccard) agree in one of the bands with the probability 1 - (1 - s^ROWS)^BANDS: 0.83 at 0.3, 0.98 at 0.4, 0.9996 at
0.5, and one in a hundred million at 0.0005, which is what unrelated articles share (Leskovec, Rajaraman, Ullman: Mining of
Massive Datasets, section 3.4)."""

_PHRASES_AT_ONCE: Final = 20_000  # a book at once would take a gigabyte

_WORD = re.compile(r"\w+")
_GOLDEN: Final = np.uint32(0x9E3779B1)  # 2^32 over the golden ratio: Knuth's multiplicative hash


class Fingerprint(NamedTuple):
    """What is kept of an article's words: `text_key` is the same for the same words, `bands` agree for similar ones."""

    text_key: str
    bands: list[int]


class Facts(NamedTuple):
    """The names and numbers of a text, in its order: hashes, places counted in words, and whether each is a name."""

    hashes: Hashes
    places: Places
    is_name: NDArray[np.bool_]


class Features:
    """One text as it is compared, in hashes of lower-case words; it has at least PHRASE_WORDS words.

    What tells most pairs apart is read at once: `distinct`, its phrases, each once, sorted. The rest is read when a pair asks for it.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._hashes = _hashes([word.lower() for word in _WORD.findall(text)])
        self.distinct: Hashes
        self.distinct, which = np.unique(_phrases(self._hashes), return_inverse=True)
        self._which = which.astype(np.int32)

    def starts(self, chosen: NDArray[np.bool_]) -> Places:
        """Return where those of `distinct` that are `chosen` stand: the places of their first words, in order."""
        return np.flatnonzero(chosen[self._which])

    @cached_property
    def words(self) -> Hashes:
        """All its words, each once, sorted."""
        found: Hashes = np.unique(self._hashes)
        return found

    @cached_property
    def facts(self) -> Facts:
        """Its names and numbers; a name is a word that is capitalised somewhere inside a sentence."""
        matches = list(_WORD.finditer(self._text))
        words = [match[0] for match in matches]
        names = {
            word
            for word, match in zip(words, matches, strict=True)
            if word[0].isupper() and _is_inside(self._text, match)
        }
        places = [place for place, word in enumerate(words) if word in names or word[0].isdigit()]
        hashes = _hashes([words[place].lower() for place in places])
        is_name = np.array([words[place] in names for place in places], np.bool_)
        return Facts(hashes, np.array(places, np.intp), is_name)


def read_fingerprint(text: str) -> Fingerprint | None:
    """Return the fingerprint of `text`, null where it has fewer than MIN_WORDS words."""
    words = _WORD.findall(text.lower())
    if len(words) < MIN_WORDS:
        return None
    sketch = _empty_sketch().copy()
    phrases = np.unique(_phrases(_hashes(words))).tolist()
    for start in range(0, len(phrases), _PHRASES_AT_ONCE):
        sketch.update_batch(phrases[start : start + _PHRASES_AT_ONCE])
    rows = sketch.hashvalues.reshape(BANDS, ROWS)
    bands = _combined([rows[:, column] for column in range(ROWS)])
    key = blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return Fingerprint(key, bands.view(np.int32).tolist())


def _is_inside(text: str, word: re.Match[str]) -> bool:
    """Tell whether `word` goes on a sentence: it stands one space behind a word or a comma."""
    start = word.start()
    return start > 1 and text[start - 1] == " " and (text[start - 2].isalnum() or text[start - 2] in ",;")


def _phrases(words: Hashes) -> Hashes:
    """Return the hashes of all runs of PHRASE_WORDS words, in order."""
    count = len(words) - PHRASE_WORDS + 1
    return _combined([words[place : place + count] for place in range(PHRASE_WORDS)])


def _combined(columns: list[Hashes]) -> Hashes:
    """Return one hash a row of `columns`; the order of the columns counts."""
    mixed = columns[0].copy()
    for column in columns[1:]:
        mixed *= _GOLDEN
        mixed ^= mixed >> np.uint32(15)
        mixed += column
    return mixed


def _hashes(words: list[str]) -> Hashes:
    return np.fromiter(map(_word_hash, words), np.uint32, len(words))


@cache
def _empty_sketch() -> MinHash:
    """Return a MinHash of nothing; its permutations are drawn once."""
    from datasketch import MinHash  # noqa: PLC0415 - half a second, which a run without new articles does not pay

    return MinHash(BANDS * ROWS, seed=1, scheme="affine32", hashfunc=_itself)


def _itself(hashed: int) -> int:
    """Stand in for datasketch's hash function: the phrases are hashes already."""
    return hashed


class _WordHashes(dict[str, int]):
    """Hash of each word that was met, bounded: the same words come again and again."""

    def __missing__(self, word: str) -> int:
        if len(self) >= 500_000:
            self.clear()
        hashed = self[word] = crc32(word.encode("utf-8", "surrogatepass"))
        return hashed


_word_hash = _WordHashes().__getitem__
