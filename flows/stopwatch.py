"""How long each stage of a run takes, by the clock."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from schemas.bookkeeping import RUN_STAGE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


class Stopwatch:
    """Adds up the seconds of each stage; a stage within another counts for itself alone.

    Stages may run in several threads at once: each thread has its own stages within stages, so that the sum over all
    stages may be more than the run took.
    """

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._thread = threading.local()

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds by stage so far, in the order of the road; stages that never began are left out."""
        return {name: self._seconds[name] for name in RUN_STAGE_NAMES if name in self._seconds}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of the body for the stage `name`, less that of the stages within it."""
        within_outer = getattr(self._thread, "within", 0.0)
        self._thread.within = 0.0
        started = time.monotonic()
        try:
            yield
        finally:
            whole = time.monotonic() - started
            self._seconds[name] = self._seconds.get(name, 0.0) + whole - self._thread.within
            self._thread.within = within_outer + whole

    def each(self, name: str, items: Iterable[T]) -> Iterator[T]:
        """Yield `items`, and count the time that each takes to come for the stage `name`."""
        iterator = iter(items)
        while True:
            with self.stage(name):
                try:
                    item = next(iterator)
                except StopIteration:
                    return
            yield item
