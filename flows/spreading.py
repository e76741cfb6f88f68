"""Work of the main process that falls into tasks, done by as many processes as extract; see `warehouse/spread.py`."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from flows.in_order import in_order
from flows.workers import BROKEN, new_pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import ProcessPoolExecutor

MOST_WAITING: Final = 4
"""Tasks a worker that may be done while one before them is not: each is kept, in case its process dies."""

Task = TypeVar("Task")
Result = TypeVar("Result")


class Processes:
    """A `Spread` over `workers` processes, which are started for two tasks or more; with fewer than two it works here."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def __call__(self, function: Callable[[Task], Result], tasks: Iterable[Task], /) -> Iterator[Result]:
        """Yield `function(task)` for each of `tasks`, in order; what a process that dies leaves undone is done here."""
        tasks = iter(tasks)
        first = list(islice(tasks, 2))
        if self._workers < 2 or len(first) < 2:
            yield from map(function, chain(first, tasks))
            return
        pool = new_pool(self._workers)
        try:
            under_way = in_order(
                chain(first, tasks),
                lambda task: _Given(pool, function, task),
                self._workers + 1,
                _wait_for_one,
                MOST_WAITING * self._workers,
            )
            for given in under_way:
                yield given.result()
        finally:
            pool.shutdown(cancel_futures=True)


class _Given(Generic[Task, Result]):
    """A task that was given to a pool."""

    def __init__(self, pool: ProcessPoolExecutor, function: Callable[[Task], Result], task: Task) -> None:
        self._function, self._task = function, task
        self.future: Future[Result]
        try:
            self.future = pool.submit(function, task)
        except BROKEN as error:
            self.future = Future()
            self.future.set_exception(error)

    def done(self) -> bool:
        return self.future.done()

    def result(self) -> Result:
        try:
            return self.future.result()
        except BROKEN:
            return self._function(self._task)


def _wait_for_one(given: Sequence[_Given[Task, Result]]) -> object:
    return wait([one.future for one in given], return_when=FIRST_COMPLETED)
