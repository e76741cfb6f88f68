"""How work that falls into tasks is done: one after the other here, or by processes that the caller has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Task = TypeVar("Task")
Result = TypeVar("Result")


class Spread(Protocol):
    """Applies a function of a module to tasks, and yields the results in order; both can be pickled.

    Tasks are taken as they are needed, some ahead.
    """

    def __call__(self, function: Callable[[Task], Result], tasks: Iterable[Task], /) -> Iterator[Result]:
        """Yield `function(task)` for each of `tasks`."""


def one_by_one(function: Callable[[Task], Result], tasks: Iterable[Task], /) -> Iterator[Result]:
    """Yield `function(task)` for each of `tasks`, computed here."""
    return map(function, tasks)
