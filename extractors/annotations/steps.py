"""Stretches of tokens that are walked together, token by token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from extractors.annotations.feature_tables import Numbers


def is_inside(stretches: Numbers | Sequence[tuple[int, int]], count: int) -> NDArray[np.bool_]:
    """Tell of each of `count` tokens whether it stands in a stretch."""
    starts, ends = np.array(stretches).reshape(-1, 2).T
    changes = np.zeros(count + 1, dtype=np.intp)
    changes[starts] += 1
    changes[ends] -= 1
    return np.cumsum(changes[:-1]) > 0


class Steps:
    """One step for each token of the longest stretch.

    The stretches go longest first, so that those that go on are always the first ones of a step. `forth` has the tokens
    of all steps, first tokens first; `back` the same from the ends, last tokens first.
    """

    def __init__(self, starts: Numbers, ends: Numbers) -> None:
        """Take the stretches, none empty, by their first tokens and those behind their last."""
        longest_first = np.argsort(starts - ends, kind="stable")
        starts, ends = starts[longest_first], ends[longest_first]
        step = np.arange(ends[0] - starts[0])[:, None]
        goes_on = step < ends - starts
        self.forth: Numbers = (starts + step)[goes_on]
        self.back: Numbers = (ends - 1 - step)[goes_on]
        self.width = len(starts)
        self._sizes: list[int] = goes_on.sum(axis=1).tolist()

    def __iter__(self) -> Iterator[slice]:
        """Yield for each step the place of its tokens in `forth` and in `back`."""
        begin = 0
        for size in self._sizes:
            yield slice(begin, begin + size)
            begin += size
