"""Work in steps, which many articles take together.

What a step needs (its patterns, its model) is larger than the nearest cache of a processor. Where many short articles take a step one
after the other, it is fetched once for all of them: a tenth less time than one whole article after the other.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_Result = TypeVar("_Result")

Steps: TypeAlias = Generator[None, None, _Result]
"""Work that stops between two of its steps (`yield`) and returns its result."""


def take_steps(work: Steps[_Result]) -> _Result:
    """Return the result of `work`."""
    (result,) = take_together([work])
    return result


def take_together(works: Sequence[Steps[_Result]]) -> list[_Result]:
    """Return the results of `works`: all take their first step, then all their second one, and so on."""
    results: dict[int, _Result] = {}
    while len(results) < len(works):
        for number, work in enumerate(works):
            if number not in results:
                try:
                    next(work)
                except StopIteration as end:
                    results[number] = end.value
    return [results[number] for number in range(len(works))]
