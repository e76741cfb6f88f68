"""Many pages made at once: in several processes where there are enough of them, in this one where there are few."""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flows.report.folder import write_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from flows.console import Watcher

READ_AHEAD: Final = 8
"""Batches that wait for a process: enough to keep all busy, few enough to stay small in memory."""

T = TypeVar("T")
Common = dict[str, Any]

FEWEST_PAGES: Final = 600
"""Pages that a process must have to be worth its start."""


def write_many(
    make: Callable[[T, Common], tuple[str, str]],
    batches: Iterable[Sequence[T]],
    total: int,
    *,
    root: Path,
    common: Common,
    watcher: Watcher,
) -> None:
    """Write below `root` the page that `make` gives for each item of `batches`: its name and its content.

    `make` is a function of a module and the items can be pickled; `total` is their number.
    """
    if total < 2 * FEWEST_PAGES:
        for batch in batches:
            watcher.advance(_write_batch(make, batch, root, common))
        return
    with _processes(total // FEWEST_PAGES, make.__module__) as pool:
        waiting: deque[Future[int]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_write_batch, make, batch, root, common))
            if len(waiting) > READ_AHEAD:
                watcher.advance(waiting.popleft().result())
        while waiting:
            watcher.advance(waiting.popleft().result())


def _processes(at_most: int, module: str) -> ProcessPoolExecutor:
    """Return a pool of processes that have imported `module`."""
    from flows.workers import default_workers  # with the extractors behind it: too heavy for those who make few pages

    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload([module])
    return ProcessPoolExecutor(min(default_workers(), at_most), mp_context=context)


def _write_batch(make: Callable[[T, Common], tuple[str, str]], batch: Sequence[T], root: Path, common: Common) -> int:
    """Write the pages of `batch` and return their number."""
    # Rows are plain trees, freed without the collector; its walks through them would take a fifth of the time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        for item in batch:
            write_page(root, *make(item, common))
    finally:
        if was_enabled:
            gc.enable()
    return len(batch)
