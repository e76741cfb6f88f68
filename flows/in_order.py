"""Batches under way: enough that all workers are busy, their parts in the order of the batches."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from flows.parts import Part
    from schemas.article import RawDocument

Batch = TypeVar("Batch")

MAX_WAITING_PARTS: Final = 500
"""Parts that may be done while one before them is not: what became of their documents is in memory."""


class Pending(Protocol):
    """What is under way."""

    def done(self) -> bool:
        """Tell whether it has ended, well or not."""


Task = TypeVar("Task", bound=Pending)


class Ahead(Generic[Batch]):
    """The batches, read one ahead, so that it is known whether there are more; `taken` counts those handed out."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        self._batches = iter(batches)
        self._next = list(islice(self._batches, 1))
        self.taken = 0

    def __iter__(self) -> Iterator[Batch]:
        return self

    def __next__(self) -> Batch:
        if not self._next:
            raise StopIteration
        [batch], self._next = self._next, list(islice(self._batches, 1))
        self.taken += 1
        return batch

    @property
    def has_more(self) -> bool:
        """Tell whether there is another batch."""
        return bool(self._next)


def in_order(
    batches: Iterable[Batch],
    submit: Callable[[Batch], Task],
    at_once: int,
    wait_for_one: Callable[[Sequence[Task]], object],
    most_waiting: int = MAX_WAITING_PARTS,
) -> Iterator[Task]:
    """Yield what `submit` gives for each batch when it is done, in order; at most `at_once` are under way.

    One more batch is in memory. While the next one in order is slow, others are done: at most `most_waiting`.
    `wait_for_one` returns when one of the tasks that it is given is done.
    """
    waiting: deque[Task] = deque()
    for batch in batches:
        waiting.append(submit(batch))
        while len(under_way := _not_done(waiting)) > at_once or len(waiting) > most_waiting:
            if under_way:  # all may have ended just now, and none would be waited for without end
                wait_for_one(under_way)
            yield from _done_first(waiting)
    while waiting:
        yield from _done_first(waiting)
        if under_way := _not_done(waiting):
            wait_for_one(under_way)


def in_threads(
    extract_part: Callable[[Sequence[RawDocument]], Part], batches: Iterable[Sequence[RawDocument]], at_once: int
) -> Iterator[Part]:
    """Yield the part of each batch, in order, each waited for by a thread."""
    with ThreadPoolExecutor(at_once) as threads:

        def submit(batch: Sequence[RawDocument]) -> Future[Part]:
            return threads.submit(extract_part, batch)

        for future in in_order(batches, submit, at_once, lambda futures: wait(futures, return_when=FIRST_COMPLETED)):
            yield future.result()


def _done_first(waiting: deque[Task]) -> Iterator[Task]:
    while waiting and waiting[0].done():
        yield waiting.popleft()


def _not_done(tasks: Iterable[Task]) -> list[Task]:
    return [task for task in tasks if not task.done()]
