"""Processes that extract: batches in, Parquet parts out, and no document that can take the run down.

A worker process that dies (a crash in a C library, the kernel's out-of-memory killer) breaks the pool for everyone;
`ExtractionPool` then makes a new one, finds the document that kills its worker by trying each of the batch alone, and
refuses that one. Everything else of the batch is extracted.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import time
from concurrent.futures import CancelledError, ProcessPoolExecutor
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Final, Self, TypeVar

import pyarrow as pa

from flows.extraction import extract_documents, extract_part
from flows.standard_streams import drop_unread
from schemas.errors import ExtractorError, LoadError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.context import BaseContext
    from types import TracebackType

    from flows.extraction import Extract
    from flows.parts import Part, PartPlace
    from schemas.article import RawDocument
    from schemas.errors import DocumentError

T = TypeVar("T")

GC_THRESHOLD: Final = 10_000
"""Objects after which a worker looks for cycles: with Python's own 700, extraction takes 5 to 7% longer."""

START_SECONDS: Final = 60
"""Time within which a process that extracts must start; they are tried again and again."""

_PAUSE_SECONDS: Final = 0.2

_MOST_POOLS: Final = 10
"""Pools that break under one batch before a run is given up: other threads' batches break them as well."""

BROKEN: Final = (RuntimeError, EOFError, ConnectionError)
"""A pool without its processes: `BrokenProcessPool` is a RuntimeError; the others come from a fork server that was killed."""


def default_workers() -> int:
    """Return the number of cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class ExtractionPool:
    """Extracts batches in `workers` processes, or in this one where `workers` is 0; safe to call from threads."""

    def __init__(self, workers: int, extract: Extract = extract_documents) -> None:
        self._workers = workers
        self._extract = extract
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._is_stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def stop(self) -> None:
        """End the processes after the batch that each is at, whoever still waits for them.

        Their batches, and any later one, raise CancelledError.
        """
        with self._lock:
            pool, self._pool, self._is_stopped = self._pool, None, True
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    @property
    def batches_at_once(self) -> int:
        """Number of batches that keep all workers busy: one waits, so that no worker does."""
        return self._workers + 1 if self._workers else 1

    def extract_part(self, documents: Sequence[RawDocument], place: PartPlace, key: str) -> Part:
        """Return the part made of `documents`; waits for it.

        Raises:
            LoadError: No process can be started, or they die again and again whatever they are given.
        """
        if not self._workers:
            return extract_part(documents, place, key, extract=self._extract)
        refused: dict[str, DocumentError] = {}
        for _ in range(_MOST_POOLS):
            pool = self._started()
            try:
                future = pool.submit(extract_part, documents, place, key, refused or None, self._extract)
            except BROKEN:
                # By another thread's document, or a process could not be started: nothing is known of these documents.
                self._discard(pool)
                continue
            try:
                return future.result()
            except BROKEN:
                # By a document of this batch or of another thread's, or closed by that thread a moment ago.
                self._discard(pool)
            refused = self._find_killers(documents)
        raise LoadError("nothing was loaded: the processes that extract die again and again.")

    def map_documents(self, function: Callable[[RawDocument], T], documents: Sequence[RawDocument]) -> list[T]:
        """Return `function(document)` for each document, in order."""
        if not self._workers:
            return [function(document) for document in documents]
        return list(self._started().map(function, documents, chunksize=max(1, len(documents) // (4 * self._workers))))

    def _started(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._is_stopped:
                raise CancelledError
            if self._pool is None:
                self._pool = _living_pool(self._workers)
            return self._pool

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=False)

    def _find_killers(self, documents: Sequence[RawDocument]) -> dict[str, DocumentError]:
        """Return a refusal for each document that ends the process that extracts it, by path."""
        refused: dict[str, DocumentError] = {}
        pool = _living_pool(1)
        for document in documents:
            # Twice, since what ended the process may have come from outside: a refusal would stay.
            for attempt in (1, 2):
                try:
                    pool.submit(_try_alone, self._extract, document).result()
                    break
                except BROKEN:
                    pool.shutdown(wait=False)
                    # What ends one that has just answered is the document, not that none can be started.
                    pool = _living_pool(1)
                    if attempt == 2:
                        refused[document.path] = died(document)
        pool.shutdown()
        return refused


def _try_alone(extract: Extract, document: RawDocument) -> None:
    for _ in extract([document]):
        pass


def died(document: RawDocument) -> ExtractorError:
    """Return the refusal of a document that ends the process that extracts it."""
    return ExtractorError(
        f"{document.path}: the process that extracted it died (out of memory, or a crash in a library)."
    )


def _living_pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool with a process that answers.

    Where the fork server has just been killed, the system may take a moment to say so, and none can be started.

    Raises:
        LoadError: There was none for START_SECONDS.
    """
    given_up = time.monotonic() + START_SECONDS
    while True:
        pool = new_pool(workers)
        try:
            pool.submit(os.getpid).result()
        except BROKEN as error:
            pool.shutdown(wait=False)
            if time.monotonic() > given_up:
                reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
                raise LoadError(f"nothing was loaded: no process that extracts can be started ({reason}).") from error
            time.sleep(_PAUSE_SECONDS)
        else:
            return pool


def new_pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool whose processes end with this one; each is started when there is work for it."""
    drop_unread()
    return ProcessPoolExecutor(workers, mp_context=_context(), initializer=_start_worker)


def start_fork_server() -> None:
    """Start the process that workers are forked from, which takes a second to load what they need."""
    if _context().get_start_method() == "forkserver":
        forkserver.ensure_running()


def _context() -> BaseContext:
    # A fork of a process with threads can deadlock; the fork server has none.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["flows.prepared"])
    return context


def _start_worker() -> None:
    """Set a worker process up."""
    gc.set_threshold(GC_THRESHOLD)
    # Arrow's own allocator keeps what the tables of a part took, where nothing else can use it.
    pa.set_memory_pool(pa.system_memory_pool())
    _end_with_parent()


def _end_with_parent() -> None:
    """End this worker when the process that it works for is gone: one that is killed cannot end its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:

        def watch() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=watch, name="lifeline", daemon=True).start()
