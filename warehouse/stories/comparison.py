"""Candidates compared: a task holds the words of some texts and the pairs among them, and is done without the warehouse."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from warehouse.stories.pairs import Likeness, compare
from warehouse.stories.texts import Features

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

COPIES: Final = pa.schema(
    [("one", pa.int32()), ("other", pa.int32()), *((name, pa.float64()) for name in Likeness._fields)]
)
"""Texts that are copies, by their numbers, and how like they are."""


class Task(NamedTuple):
    """Pairs of texts to compare: `ones[i]` with `others[i]`, numbers of `texts`; pairs of one text stand one behind the other.

    `are_dated` tells of each pair whether the days of both are known.
    """

    texts: Mapping[int, str]
    ones: NDArray[np.int32]
    others: NDArray[np.int32]
    are_dated: NDArray[np.bool_]


def find_copies(task: Task) -> pa.Table:
    """Return the pairs of a task that are copies, as COPIES."""
    features = {number: Features(text) for number, text in task.texts.items()}
    rows = list(_copies(features, task))
    columns = zip(*rows, strict=True) if rows else ((),) * len(COPIES)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, COPIES.types, strict=True)], schema=COPIES)


def _copies(features: Mapping[int, Features], task: Task) -> Iterator[tuple[int, int, *Likeness]]:
    starts = np.flatnonzero(np.diff(task.ones, prepend=-1)).tolist()
    numbers = task.others.tolist()
    for start, end in pairwise([*starts, len(task.ones)]):
        one = int(task.ones[start])
        found = compare(features[one], [features[other] for other in numbers[start:end]], task.are_dated[start:end])
        yield from ((one, numbers[start + place], *likeness) for place, likeness in found.items())
