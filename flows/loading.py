"""The second half of the road: parts are gathered into chunks, and each chunk is validated and loaded.

That is done in a thread of its own, while the workers extract what comes next. One chunk waits at most: when
extraction is faster, it waits too, and memory does not grow with the run.
"""

from __future__ import annotations

import gc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING, Final, Self

from expectations.drift import SourceCounts, check_drift
from expectations.validate import RunValidation
from schemas.arrow import arrow_table, arrow_tables, join_tables
from schemas.rows import document_row, quarantine_row
from schemas.tables import EXTRACTED_TABLES
from warehouse.memory import give_back

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from concurrent.futures import Future
    from types import TracebackType

    import pyarrow as pa

    from flows.parts import Outcome, Part
    from flows.stopwatch import Stopwatch
    from warehouse.database import Warehouse
    from warehouse.load import Load, LoadCounts
    from warehouse.runs import Run

CHUNK_BYTES: Final = 64 * 1024 * 1024
"""Bytes of rows in memory that make a chunk: some 4,000 articles, enough that the fixed cost of a check counts little."""

CHUNK_DOCUMENTS: Final = 5_000
"""Documents that make a chunk, where they have few rows or were refused."""


class ChunkLoader:
    """Takes the parts of a run as they come, and loads them into the open transaction `load`."""

    def __init__(self, warehouse: Warehouse, run: Run, load: Load, stopwatch: Stopwatch) -> None:
        self._warehouse = warehouse
        self._run = run
        self._load = load
        self._stopwatch = stopwatch
        self._validation = RunValidation(run.run_id, warehouse.folder)
        self._sources = SourceCounts()
        self._history: pa.Table | None = None
        self._accepted: set[str] = set()
        self._thread = ThreadPoolExecutor(1, "load")
        self._under_way: Future[None] | None = None
        self._parts: list[Part] = []
        self._refusals: list[Outcome] = []
        self._bytes = self._documents = 0
        self.documents_read = 0
        self.refused: list[Outcome] = []
        self.rows: Counter[str] = Counter({table.name: 0 for table in EXTRACTED_TABLES})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The connection is used by this thread alone until it has ended.
        self._thread.shutdown(wait=True, cancel_futures=True)

    def add(self, part: Part, unreadable: Collection[str] = ()) -> None:
        """Take a part; when a chunk is complete, it is validated and loaded beside what happens here.

        Raises:
            ExpectationError: A promise about a whole table is broken; nothing may be loaded.
            LoadError: The warehouse refused; nothing may be loaded.
        """
        self._parts.append(part)
        self._bytes += part.bytes
        self._take(part.outcomes)
        if self._bytes >= CHUNK_BYTES or self._documents >= CHUNK_DOCUMENTS:
            self._close_chunk(unreadable)

    def add_refusals(self, refusals: Iterable[Outcome]) -> None:
        """Take documents that were refused when they were read."""
        refusals = list(refusals)
        self._refusals.extend(refusals)
        self._take(refusals)

    def finish(
        self,
        unreadable: Collection[str] = (),
        *,
        documents_unchanged: int,
        still_quarantined: int,
        removed_paths: Collection[str],
    ) -> tuple[LoadCounts, tuple[str, ...]]:
        """Load the last chunk, end the run, and return its counts and warnings.

        Raises:
            ExpectationError: A promise about a whole table is broken; nothing was loaded.
            LoadError: The warehouse refused; nothing was loaded.
        """
        if self._documents:
            self._close_chunk(unreadable)
        self._wait()
        results: pa.Table | None = None
        warnings: tuple[str, ...] = ()
        if self._history is not None:
            with self._stopwatch.stage("validate"):
                rows, broken = self._validation.finish()
                drift, unusual = check_drift(self._sources.figures(), self._history, self._run.run_id)
                results = arrow_table("expectation_results", [*rows, *drift])
                warnings = (*broken, *unusual)
        with self._stopwatch.stage("load"):
            counts = self._load.finish(
                results,
                documents_unchanged=documents_unchanged,
                documents_refused_again=still_quarantined + len(unreadable),
                removed_paths=removed_paths,
                documents_read=self.documents_read + documents_unchanged + still_quarantined,
            )
        return counts, warnings

    def _take(self, outcomes: Sequence[Outcome]) -> None:
        self._documents += len(outcomes)
        self.documents_read += len(outcomes)
        self.refused.extend(outcome for outcome in outcomes if outcome.reason)

    def _close_chunk(self, unreadable: Collection[str]) -> None:
        parts = self._parts
        outcomes = [*self._refusals, *(outcome for part in parts for outcome in part.outcomes)]
        account = account_of(outcomes, unreadable, self._run)
        self._parts, self._refusals, self._bytes, self._documents = [], [], 0, 0
        self._wait()
        self._under_way = self._thread.submit(self._load_chunk, parts, account)

    def _wait(self) -> None:
        """Wait for the chunk that is under way; what went wrong there is raised here."""
        if self._under_way is not None:
            under_way, self._under_way = self._under_way, None
            under_way.result()

    def _load_chunk(self, parts: Sequence[Part], account: dict[str, pa.Table]) -> None:
        with self._stopwatch.stage("validate"):
            if self._history is None:
                self._history = self._warehouse.source_history()
            tables = join_tables(chain((part.tables() for part in parts), [account]), self._accepted)
            accepted = self._validation.check(tables).tables
            self._sources.add(accepted)
        with self._stopwatch.stage("load"):
            self._load.add(accepted)
        self._accepted.update(accepted["articles"]["article_id"].to_pylist())
        for table in EXTRACTED_TABLES:
            self.rows[table.name] += accepted[table.name].num_rows
        # Freed before the next chunk comes on top of it; frames are among what the library leaves in circles.
        del tables, accepted, parts, account
        gc.collect()
        give_back()


def account_of(outcomes: Iterable[Outcome], unreadable: Collection[str], run: Run) -> dict[str, pa.Table]:
    """Return the rows of `documents` and `quarantine` for the documents that were read anew.

    What the warehouse knows of the paths `unreadable` stays as it is.
    """
    documents, quarantine = [], []
    for outcome in outcomes:
        if outcome.path not in unreadable:
            documents.append(
                document_row(
                    outcome.path,
                    state="quarantined" if outcome.reason else "loaded",
                    fingerprint=run.fingerprint,
                    run_id=run.run_id,
                    sha256=outcome.sha256,
                    article_id=outcome.article_id,
                    doc_id=outcome.doc_id,
                )
            )
        if outcome.reason and outcome.stage and outcome.message:
            quarantine.append(
                quarantine_row(
                    outcome.path,
                    run_id=run.run_id,
                    stage=outcome.stage,
                    reason=outcome.reason,
                    message=outcome.message,
                    sha256=outcome.sha256,
                )
            )
    return arrow_tables({"documents": documents, "quarantine": quarantine})
