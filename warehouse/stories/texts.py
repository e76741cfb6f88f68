"""What of a text tells whether another is a copy of it: its phrases, its names and numbers, its MinHash bands.

Everything here depends on the words of one text alone, so that it never has to be computed again for another
article's sake. Hashes are 32 bits wide and the same on every machine.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint32]
    Places = NDArray[np.int32]

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

PLACES_BETWEEN: Final = 12
"""Places without a word behind each text, so that texts can be looked at one behind the other."""

NO_PHRASE: Final = 0
"""Stands where no phrase does; a phrase of that hash, one of four billion, has the next one."""

_PHRASES_AT_ONCE: Final = 20_000  # a book at once would take a gigabyte

_WORD = re.compile(r"\w+")
_INSIDE = re.compile(r"[^\W\d_a-z](?<=[\w,;] .)(?<!_ .)\w*")
"""A word that goes on a sentence, and may be capitalised: it stands one space behind a word or a comma."""

_GOLDEN: Final = np.uint32(0x9E3779B1)  # 2^32 over the golden ratio: Knuth's multiplicative hash


class Fingerprint(NamedTuple):
    """What is kept of an article's words: `text_key` is the same for the same words, `bands` agree for similar ones."""

    text_key: str
    bands: list[int]


class Features:
    """One text as it is compared, in hashes of lower-case words; it has at least PHRASE_WORDS words.

    `words`: the word at each place;
    `phrases`: the phrase that starts at each place, and NO_PHRASE where none does: PLACES_BETWEEN places without one follow the last
    word; `repeats`: the places of phrases that have stood before; `distinct_phrases`: how many there are, each counted once;
    `fact_places`, `fact_words`, `is_name`: of its names and numbers, in order, the place, the word, and whether it is a name: a word
    that is capitalised somewhere inside a sentence.
    """

    __slots__ = ("distinct_phrases", "fact_places", "fact_words", "is_name", "phrases", "repeats", "words")

    def __init__(self, text: str) -> None:
        words = _WORD.findall(text)
        self.words = _hashes(words)
        self.phrases: Hashes = np.zeros(len(words) + PLACES_BETWEEN, np.uint32)
        phrases = np.maximum(_phrases(self.words), NO_PHRASE + 1)
        self.phrases[: len(phrases)] = phrases
        self.repeats = _repeats(phrases)
        self.distinct_phrases = len(phrases) - len(self.repeats)
        names = {word for word in _INSIDE.findall(text) if word[0].isupper()}
        places = [place for place, word in enumerate(words) if word in names or word[0].isdigit()]
        self.fact_places: Places = np.array(places, np.int32)
        self.fact_words = self.words[self.fact_places]
        self.is_name = np.array([words[place] in names for place in places], np.bool_)


def read_fingerprint(text: str) -> Fingerprint | None:
    """Return the fingerprint of `text`, null where it has fewer than MIN_WORDS words."""
    words = _WORD.findall(text.lower())
    if len(words) < MIN_WORDS:
        return None
    phrases = _distinct(_phrases(_hashes(words)))
    pieces = (phrases[start : start + _PHRASES_AT_ONCE] for start in range(0, len(phrases), _PHRASES_AT_ONCE))
    rows = np.min([_smallest(piece) for piece in pieces], axis=0).reshape(BANDS, ROWS)
    bands = _combined([rows[:, column] for column in range(ROWS)])
    key = blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return Fingerprint(key, bands.view(np.int32).tolist())


def _phrases(words: Hashes) -> Hashes:
    """Return the hashes of all runs of PHRASE_WORDS words, in order."""
    count = len(words) - PHRASE_WORDS + 1
    return _combined([words[place : place + count] for place in range(PHRASE_WORDS)])


def _distinct(hashes: Hashes) -> Hashes:
    """Return each hash once, sorted: faster than `numpy.unique`, which builds a hash table (2.4)."""
    found = np.sort(hashes)
    return found[np.concatenate(([True], found[1:] != found[:-1]))]


def _repeats(hashes: Hashes) -> Places:
    """Return the places of hashes that have stood before."""
    # Sorted as one number, hash before place: numbers are sorted faster than places by their hashes (numpy 2.4).
    order = np.sort(hashes.astype(np.uint64) << np.uint64(32) | np.arange(len(hashes), dtype=np.uint64))
    sorted_hashes = order >> np.uint64(32)
    again: Places = order[1:][sorted_hashes[1:] == sorted_hashes[:-1]].astype(np.uint32).astype(np.int32)
    return again


def _combined(columns: list[Hashes]) -> Hashes:
    """Return one hash a row of `columns`; the order of the columns counts."""
    mixed = columns[0].copy()
    for column in columns[1:]:
        mixed *= _GOLDEN
        mixed ^= mixed >> np.uint32(15)
        mixed += column
    return mixed


def _hashes(words: list[str]) -> Hashes:
    return np.fromiter(map(_lower_hash, words), np.uint32, len(words))


def _smallest(phrases: Hashes) -> Hashes:
    """Return the smallest hash of `phrases` under each of the permutations.

    It is what `MinHash.update_batch` does, which takes each hash through Python: twice the time (a test holds the two together).
    """
    mixed = phrases ^ (phrases >> np.uint32(16))  # the last steps of MurmurHash3
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    factors, terms = _permutations()
    permuted = mixed[:, np.newaxis] * factors
    permuted += terms
    smallest: Hashes = permuted.min(axis=0)
    return smallest


@cache
def _permutations() -> tuple[Hashes, Hashes]:
    """Return the factor and the term of each permutation."""
    from datasketch import MinHash  # noqa: PLC0415 - half a second, which a run without new articles does not pay

    factors, terms = MinHash(BANDS * ROWS, seed=1, scheme="affine32").permutations
    return factors, terms


class _WordHashes(dict[str, int]):
    """Hash of each word that was met, in lower case; bounded: the same words come again and again."""

    def __missing__(self, word: str) -> int:
        if len(self) >= 500_000:
            self.clear()
        hashed = self[word] = crc32(word.lower().encode("utf-8", "surrogatepass"))
        return hashed


_lower_hash = _WordHashes().__getitem__
