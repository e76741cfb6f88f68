"""What is made once for each word, however often it stands in however many articles."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from extractors.annotations.feature_tables import Numbers
    from extractors.annotations.windows import Window

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")

_MOST_VALUES = 2**20
"""More than there are labels or parts of a claim; three such numbers fit into one."""


class Memo(dict[_Key, _Value], Generic[_Key, _Value]):
    """From a key to what `make` gives for it, made once."""

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        """Begin with no key."""
        super().__init__()
        self._make = make

    def __missing__(self, key: _Key) -> _Value:
        """Make the value of a new key."""
        value = self[key] = self._make(key)
        return value


def numbers_of(numbers: Mapping[_Key, int], keys: Sequence[_Key]) -> Numbers:
    """Return the number of each key."""
    return np.fromiter(map(numbers.__getitem__, keys), np.intp, len(keys))


class NumberMemo(Memo[_Key, int]):
    """From a key to the place of the numbers that `make` gives for it, made once; numbers of many keys come together."""

    def __init__(self, make: Callable[[_Key], tuple[int, ...]]) -> None:
        """Begin with no key."""
        super().__init__(self._place)
        self._make_numbers = make
        self._numbers = np.empty((0, 0), dtype=np.intp)

    def of(self, keys: Sequence[_Key]) -> Numbers:
        """Return a column for each key, with its numbers from top to bottom."""
        places = numbers_of(self, keys)  # first: a new key can move the numbers
        return self._numbers.take(places, axis=1)

    def _place(self, key: _Key) -> int:
        place, numbers = len(self), self._make_numbers(key)
        if place == self._numbers.shape[1]:
            longer = np.empty((len(numbers), 2 * place + 1024), dtype=np.intp)
            longer[: len(self._numbers), :place] = self._numbers
            self._numbers = longer
        self._numbers[:, place] = numbers
        return place


class ThreeMemo:
    """From what stands before, at and behind a token to a number that is made once for each three."""

    def __init__(
        self, memo: Callable[[Callable[[int], int]], Memo[int, int]], make: Callable[[str, str, str], int]
    ) -> None:
        """Begin with none; `make` gives the number of three, and `memo` makes the memo of those numbers."""
        self._make = make
        self._values: list[str] = []
        self._number = Memo[str, int](self._add)
        self._threes = memo(self._read)

    def of(self, values: Sequence[str], window: Window, at_start: str, at_end: str) -> Numbers:
        """Return the number of each value of a window with those beside it, or with what stands for none."""
        here = numbers_of(self._number, values)
        before = window.before(here, self._number[at_start])
        behind = window.behind(here, self._number[at_end])
        return numbers_of(self._threes, ((before * _MOST_VALUES + here) * _MOST_VALUES + behind).tolist())

    def _add(self, value: str) -> int:
        self._values.append(value)
        return len(self._values) - 1

    def _read(self, three: int) -> int:
        two, behind = divmod(three, _MOST_VALUES)
        return self._make(*(self._values[number] for number in (*divmod(two, _MOST_VALUES), behind)))
