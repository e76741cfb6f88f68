"""Features by numbers: their names for training, sums of their weights for tagging.

What a word says of its place and of those beside it is the same wherever it stands. So the makers of features ask a table
for the number of a feature, or for those of a block of features that come together, once, and describe a window of an
article (`windows.py`) as `Columns` of such numbers. For training, a table of names turns these into the features of each
token (`FeatureNames.rows`); for tagging, a table of weights adds up what they say for each label, for all tokens at once
(`FeatureWeights.scores`).

Number 0 stands for no feature, and begins a block without any.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from extractors.annotations.memos import Memo, NumberMemo
from extractors.annotations.word_pairs import KnownPairs, NamedPairs

if TYPE_CHECKING:
    from extractors.annotations.model_file import ModelFile
    from extractors.annotations.word_pairs import WordPairs

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")

Numbers = NDArray[np.intp]
"""A number for each token of a window."""

Scores = NDArray[np.float64]
"""A row for each token of a window, a column for each label."""

Columns = Sequence[Numbers]
"""All features of the tokens, in the order in which a token has them."""

_WIDEST_BLOCK = 6
"""Groups of features that a block has at most."""

_AT_ONCE = 1000
"""Tokens whose rows are added up at once: most articles have fewer, and those of a long one would take megabytes."""

_MOST_GROUPS = 250_000
"""Groups beyond which a table of weights forgets what it has added up, so that odd words do not fill the memory."""


class FeatureTable(ABC):
    """Gives numbers to features."""

    def __init__(self) -> None:
        """Begin with no memo."""
        self._memos: list[Memo[Any, Any]] = []

    @abstractmethod
    def one(self, feature: str) -> int:
        """Return the number of a single feature."""

    @abstractmethod
    def block(self, *groups: Iterable[str]) -> int:
        """Return the number of the first group of features; the others, at most five, have those that follow."""

    def memo(self, make: Callable[[_Key], _Value]) -> Memo[_Key, _Value]:
        """Return a memo of values that hold numbers of blocks; it is emptied when the blocks are forgotten."""
        memo = Memo(make)
        self._memos.append(memo)
        return memo

    def number_memo(self, make: Callable[[_Key], tuple[int, ...]]) -> NumberMemo[_Key]:
        """Return such a memo for a few numbers a key."""
        memo = NumberMemo(make)
        self._memos.append(memo)
        return memo

    @abstractmethod
    def pairs(self, *prefixes: str) -> WordPairs:
        """Return the features of two words whose names begin with each of `prefixes`."""

    def grid(self, template: str, first: Sequence[str], second: Sequence[str]) -> Numbers:
        """Return the numbers of the features that `template` makes of each pair, by the places of the two."""
        return np.array([[self.one(template.format(one, other)) for other in second] for one in first])


class FeatureNames(FeatureTable):
    """The names of all features, as bytes."""

    def __init__(self) -> None:
        """Begin with no feature."""
        super().__init__()
        self._groups: list[tuple[bytes, ...]] = [()] * _WIDEST_BLOCK
        self._numbers = Memo[str, int](lambda feature: self.block((feature,)))

    def one(self, feature: str) -> int:
        """Return the number of a single feature."""
        return self._numbers[feature]

    def block(self, *groups: Iterable[str]) -> int:
        """Return the number of the first group of features; the others have those that follow."""
        self._groups += [tuple(feature.encode() for feature in group) for group in groups]
        return len(self._groups) - len(groups)

    def pairs(self, *prefixes: str) -> WordPairs:
        """Return the features of two words whose names begin with each of `prefixes`."""
        return NamedPairs(prefixes, self.one)

    def rows(self, columns: Columns) -> list[list[bytes]]:
        """Return for each token the names of its features."""
        return [
            [name for number in numbers for name in self._groups[number]]
            for numbers in zip(*(column.tolist() for column in columns), strict=True)
        ]


class FeatureWeights(FeatureTable):
    """Sums of the weights that features have in one model or several, side by side.

    A number leads to a row of sums. Most single features and empty groups need no row of their own.
    """

    def __init__(self, *models: ModelFile) -> None:
        """Begin with each feature of the models."""
        super().__init__()
        names = dict.fromkeys(name for model in models for name in model.features)
        self._numbers = {name: number for number, name in enumerate(names, _WIDEST_BLOCK)}
        self._known = self._size = _WIDEST_BLOCK + len(names)
        ends = list(accumulate(len(model.chain.labels) for model in models))
        self._labels = [slice(begin, end) for begin, end in pairwise([0, *ends])]
        self._rows = np.zeros((self._size, ends[-1]))
        for model, labels in zip(models, self._labels, strict=True):
            numbers = np.array([self._numbers[name] for name in model.features])
            states = model.weights[model.weights["is_transition"] == 0]
            self._rows[:, labels][numbers[states["feature"]], states["label"]] = states["weight"]
        self._row_of = np.arange(self._size)
        self._count = self._size
        self._new_rows: list[list[int]] = []

    def one(self, feature: str) -> int:
        """Return the number of a single feature; 0 when no weight depends on it."""
        return self._numbers.get(feature, 0)

    def block(self, *groups: Iterable[str]) -> int:
        """Return the number of the first group of features; the others have those that follow."""
        rows = []
        for group in groups:
            known = list(filter(None, map(self._numbers.get, group)))
            if len(known) > 1:
                self._new_rows.append(known)
                rows.append(self._size + len(self._new_rows) - 1)
            else:
                rows.append(known[0] if known else 0)
        number, end = self._count, self._count + len(rows)
        if end > len(self._row_of):
            self._row_of.resize(end + end // 8, refcheck=False)  # in place: nobody else holds it
        self._row_of[number:end] = rows
        self._count = end
        return number

    def pairs(self, *prefixes: str) -> WordPairs:
        """Return the features of two words whose names begin with each of `prefixes`."""
        return KnownPairs(prefixes, self._numbers, self.one)

    def __len__(self) -> int:
        """Return how many groups of features have a number."""
        return self._count - self._known

    def make_room(self) -> None:
        """Forget all blocks when they have become too many; to be called while no column is in use."""
        if len(self) > _MOST_GROUPS:
            for memo in self._memos:  # first: a memo must never hold numbers of blocks that are gone
                memo.clear()
            self._count = self._known
            self._new_rows = []
            self._size = self._known

    def scores(self, columns: Columns) -> list[Scores]:
        """Return for each model what the features of each token together say for each label."""
        self._add_up()
        rows = self._row_of.take(np.array(columns))
        total = np.empty((rows.shape[1], self._rows.shape[1]))
        # All columns at once, though most rows of some are empty: to leave those out takes longer.
        for begin in range(0, len(total), _AT_ONCE):
            tokens = slice(begin, begin + _AT_ONCE)
            np.add.reduce(self._rows.take(rows[:, tokens], axis=0), axis=0, out=total[tokens])
        return [total[:, labels] for labels in self._labels]

    def _add_up(self) -> None:
        """Add up the weights of the groups that are new, all at once."""
        if not self._new_rows:
            return
        end = self._size + len(self._new_rows)
        if end > len(self._rows):
            self._rows.resize((end + end // 8, self._rows.shape[1]), refcheck=False)
        begins = list(accumulate(map(len, self._new_rows[:-1]), initial=0))
        weights = self._rows.take(list(chain.from_iterable(self._new_rows)), axis=0)
        self._rows[self._size : end] = np.add.reduceat(weights, begins, axis=0)
        self._size, self._new_rows = end, []
