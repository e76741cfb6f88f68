"""Features of two neighbouring words: an article has hundreds of them, of which a model knows few.

A word has a number as the first of a pair and one as the second; 0 stands for a word that no pair has there. So pairs are
found by two numbers each, all of an article at once, and no names are made of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from extractors.annotations.memos import Memo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from extractors.annotations.feature_tables import Numbers


class WordPairs(ABC):
    """Kinds of features, each a prefix and the words of a pair with a bar between them."""

    @abstractmethod
    def first(self, word: str) -> int:
        """Return the number of a word that stands first."""

    @abstractmethod
    def second(self, word: str) -> int:
        """Return the number of a word that stands second."""

    @abstractmethod
    def find(self, first: Numbers, second: Numbers) -> Numbers:
        """Return the numbers of the features of each pair: a row for each prefix, a column for each pair."""


class NamedPairs(WordPairs):
    """Pairs of any words."""

    def __init__(self, prefixes: tuple[str, ...], one: Callable[[str], int]) -> None:
        """Begin with no word; `one` gives the number of a feature."""
        self._prefixes, self._one = prefixes, one
        self._words = [""]
        self._numbers = Memo[str, int](self._add)

    def _add(self, word: str) -> int:
        self._words.append(word)
        return len(self._words) - 1

    def first(self, word: str) -> int:
        """Return the number of a word that stands first."""
        return self._numbers[word]

    second = first

    def find(self, first: Numbers, second: Numbers) -> Numbers:
        """Return the numbers of the features of each pair."""
        pairs = list(zip(first.tolist(), second.tolist(), strict=True))
        return np.array(
            [
                [self._one(f"{prefix}{self._words[a]}|{self._words[b]}") if a and b else 0 for a, b in pairs]
                for prefix in self._prefixes
            ],
            dtype=np.intp,
        ).reshape(len(self._prefixes), len(pairs))


class KnownPairs(WordPairs):
    """The pairs that models know."""

    def __init__(self, prefixes: tuple[str, ...], features: Iterable[str], one: Callable[[str], int]) -> None:
        """Take the pairs among the `features` of the models; `one` gives the number of a feature."""
        endings = {name.removeprefix(prefix) for name in features for prefix in prefixes if name.startswith(prefix)}
        # A bar may be a word's own: then each bar could be the one between.
        pairs = [(end[:at], end[at + 1 :]) for end in endings for at, mark in enumerate(end) if mark == "|"]
        self._first = {word: number for number, word in enumerate(sorted({word for word, _ in pairs}), 1)}
        self._second = {word: number for number, word in enumerate(sorted({word for _, word in pairs}), 1)}
        pairs.sort(key=lambda pair: self._key(self.first(pair[0]), self.second(pair[1])))
        self._keys = np.array([*(self._key(self.first(a), self.second(b)) for a, b in pairs), np.iinfo(np.intp).max])
        self._numbers = np.array([[*(one(f"{prefix}{a}|{b}") for a, b in pairs), 0] for prefix in prefixes])

    def _key(self, first: int, second: int) -> int:
        return first * (len(self._second) + 1) + second

    def first(self, word: str) -> int:
        """Return the number of a word that stands first."""
        return self._first.get(word, 0)

    def second(self, word: str) -> int:
        """Return the number of a word that stands second."""
        return self._second.get(word, 0)

    def find(self, first: Numbers, second: Numbers) -> Numbers:
        """Return the numbers of the features of each pair."""
        keys = first * (len(self._second) + 1) + second
        places = self._keys.searchsorted(keys)
        places[self._keys.take(places) != keys] = len(self._keys) - 1
        return self._numbers.take(places, axis=1)
