"""Windows of an article: stretches of tokens that are tagged by themselves, and who is whose neighbour in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractors.annotations.feature_tables import Numbers

_WINDOW = 4000
"""Tokens that are tagged at once, so that the longest document needs no more memory than a long article."""


class Window:
    """Neighbouring stretches of an article that are each tagged by themselves, such as sentences.

    `begin` is the window's first token, `tokens` all of them; `stretches` are half-open ranges that count from `begin`,
    `starts` where they start.
    The methods give the neighbours of each token inside its stretch.
    """

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Take the stretches, none of them empty, as half-open ranges of the article's tokens, in order."""
        self.begin = ranges[0][0]
        self.tokens = slice(self.begin, ranges[-1][1])
        self.stretches = [(first - self.begin, last - self.begin) for first, last in ranges]
        self.starts = np.array([first for first, _ in self.stretches])
        self._ends = np.array([last - 1 for _, last in self.stretches])

    def before(self, numbers: Numbers, at_edge: int | Numbers = 0) -> Numbers:
        """Return for each token the number of the one before; `at_edge` (one, or one a stretch) for the first of a stretch."""
        moved = np.empty_like(numbers)
        moved[1:] = numbers[:-1]
        moved[self.starts] = at_edge
        return moved

    def behind(self, numbers: Numbers, at_edge: int = 0) -> Numbers:
        """Return for each token the number of the one behind; `at_edge` for the last of a stretch."""
        moved = np.empty_like(numbers)
        moved[:-1] = numbers[1:]
        moved[self._ends] = at_edge
        return moved


def windows_of(ranges: Iterable[tuple[int, int]]) -> Iterator[Window]:
    """Yield the stretches of an article, given as half-open ranges of its tokens, in windows of a bounded size."""
    group: list[tuple[int, int]] = []
    for stretch in ranges:
        group.append(stretch)
        if stretch[1] - group[0][0] >= _WINDOW:
            yield Window(group)
            group = []
    if group:
        yield Window(group)
