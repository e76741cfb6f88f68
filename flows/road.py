"""The road of one run, from files to warehouse: find, read, extract, validate, load, publish, report.

Every stage is a plain function, so that `casebook ingest` runs it as it is and `flows.ingest` runs the same code as
a Prefect flow: `run_road` is told by `extract_all` how batches are extracted (threads that wait for worker processes,
or Prefect tasks that do). Nothing is written into the warehouse before the one transaction at the end; whatever
stops a run earlier loses only its own work, and finished batches are taken up again by the next one.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa

from expectations.drift import SourceCounts, check_drift
from expectations.validate import validate_tables, warm_up
from extractors.articles.recurring import MAX_LINE_CHARACTERS, RECURRING_LINE
from flows.extraction import extract_document
from flows.fingerprint import extractor_fingerprint
from flows.inbox import Inbox
from flows.marks import Marks
from flows.reading import Reading
from flows.report.build import build_report
from flows.sources import list_files
from flows.stopwatch import Stopwatch
from flows.workers import ExtractionPool, default_workers
from schemas.arrow import arrow_table, arrow_tables, join_tables
from schemas.errors import LoadError
from schemas.rows import document_row, quarantine_row
from schemas.tables import EXTRACTED_TABLES
from warehouse.database import open_warehouse
from warehouse.lock import hold_warehouse
from warehouse.publish import publish_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from flows.console import Watcher
    from flows.extraction import Outcome, Part
    from flows.sources import Listing, Source
    from schemas.article import RawDocument
    from warehouse.database import Warehouse
    from warehouse.load import LoadCounts
    from warehouse.paths import DataFolder
    from warehouse.runs import Run

    Batch = Sequence[RawDocument]
    ExtractPart = Callable[[Batch], Part]
    ExtractAll = Callable[[ExtractPart, Iterable[Batch], int], Iterator[Part]]


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What a run is asked to do.

    `paths` may be addresses such as `s3://bucket/folder`. Documents of `retried` are read again though nothing about them
    changed. `include` to `endpoint` are those of `flows.inbox.Inbox`.
    """

    paths: tuple[Source, ...]
    folder: DataFolder
    workers: int | None = None
    wait_seconds: float = 0
    report: bool = False
    retried: frozenset[str] = frozenset()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_files: int | None = None
    settle_seconds: float = 0
    endpoint: str | None = None

    @property
    def inbox(self) -> Inbox:
        """Which of the files that are found are read in this run."""
        return Inbox(self.include, self.exclude, self.max_files, self.settle_seconds, self.endpoint)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended; `read` is the sum of `loaded`, `unchanged` and `quarantined`, `rows` counts rows by table.

    `stages` has the seconds of each stage; stages overlap. `left` counts files that are left for the next run, by cause, and
    `notes` says so.
    """

    run_id: str
    read: int
    loaded: int
    unchanged: int
    quarantined: int
    removed: int
    rows_loaded: int
    rows_quarantined: int
    rows: dict[str, int]
    refusals: tuple[Outcome, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    left: dict[str, int]
    seconds: float
    stages: dict[str, float]
    warehouse: str
    report: str | None


def extract_in_threads(extract_part: ExtractPart, batches: Iterable[Batch], workers: int) -> Iterator[Part]:
    """Yield the part of each batch, in order; at most `workers + 1` batches are read ahead and held in memory."""
    with ThreadPoolExecutor(workers) as threads:
        waiting: deque[Future[Part]] = deque()
        for batch in batches:
            waiting.append(threads.submit(extract_part, batch))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def run_road(options: IngestOptions, watcher: Watcher, extract_all: ExtractAll = extract_in_threads) -> RunSummary:
    """Ingest the files of `options` and return how it went.

    Raises:
        ConfigError: A path or address does not exist, or the data folder cannot be used.
        BusyError: Another run holds the warehouse.
        ExpectationError: A critical promise about a whole table is broken; nothing was loaded.
        LoadError: The warehouse refused, or no folder could be reached; nothing was loaded.
    """
    started = time.monotonic()
    stopwatch = Stopwatch()
    folder = options.folder
    with stopwatch.stage("find"):
        found = list_files(options.paths, folder.root, options.inbox)
    with hold_warehouse(folder, options.wait_seconds), open_warehouse(folder) as warehouse:
        run = warehouse.start_run(extractor_fingerprint())
        try:
            loaded = _run(options, warehouse, run, found, watcher, extract_all, stopwatch)
        except OSError as error:
            warehouse.fail_run(run, error)
            place = error.filename or folder.root
            raise LoadError(f"nothing of this run was loaded: {place}: {error.strerror or error}.") from error
        except BaseException as error:
            warehouse.fail_run(run, error)
            raise
        shutil.rmtree(_staging(folder), ignore_errors=True)
        watcher.stage("joining articles")
        with stopwatch.stage("join"):
            warehouse.derive()
        watcher.stage("publishing")
        warehouse.record_stages(run, stopwatch.seconds)
        with stopwatch.stage("publish"):
            publish_snapshot(warehouse)
        warehouse.record_stages(run, stopwatch.seconds)
    page = build_report(folder, watcher) if options.report else None
    return RunSummary(
        run_id=run.run_id,
        **loaded.counts._asdict(),
        warnings=(*loaded.warnings, *found.left.warnings()),
        notes=found.left.sentences(),
        left={str(cause): count for cause, count in found.left.counts.items()},
        refusals=loaded.refusals,
        rows=loaded.rows,
        seconds=round(time.monotonic() - started, 2),
        stages={name: round(seconds, 3) for name, seconds in stopwatch.seconds.items()},
        warehouse=str(folder.current),
        report=str(page) if page else None,
    )


@dataclass(frozen=True, slots=True)
class _Loaded:
    counts: LoadCounts
    warnings: tuple[str, ...]
    rows: dict[str, int]
    refusals: tuple[Outcome, ...]


def _run(
    options: IngestOptions,
    warehouse: Warehouse,
    run: Run,
    found: Listing,
    watcher: Watcher,
    extract_all: ExtractAll,
    stopwatch: Stopwatch,
) -> _Loaded:
    """Extract, validate and load: the body of a run whose start is recorded."""
    watcher.stage(f"extracting {len(found.files):,} files")
    marks = Marks(options.folder.remote_marks)
    reading = Reading(warehouse.known_documents(), run.fingerprint, options.retried, found.inbox, found.left, marks)
    parts: list[Part] = []
    batches = stopwatch.each("read", reading.batches(found.files, watcher))
    for part in stopwatch.each("extract", _extract(options, batches, warehouse, run, extract_all)):
        watcher.advance(len(part.outcomes))
        parts.append(part)
    outcomes = [*reading.refusals, *(outcome for part in parts for outcome in part.outcomes)]
    tables = join_tables([*(part.tables() for part in parts), _account(outcomes, reading, run)])
    warnings: tuple[str, ...] = ()
    if outcomes:
        watcher.stage("validating")
        with stopwatch.stage("validate"):
            validation = validate_tables(tables, run.run_id, options.folder)
            sources = SourceCounts()
            sources.add(validation.tables)
            drift, unusual = check_drift(sources.figures(), warehouse.source_history(), run.run_id)
        results = [validation.tables["expectation_results"], arrow_table("expectation_results", drift)]
        tables = {**validation.tables, "expectation_results": pa.concat_tables(results)}
        warnings = (*validation.warnings, *unusual)
    watcher.stage("loading")
    with stopwatch.stage("load"):
        with warehouse.loading(run) as load:
            load.add(tables)
            counts = load.finish(
                tables["expectation_results"],
                documents_unchanged=reading.unchanged,
                documents_refused_again=reading.still_quarantined + len(reading.unreadable_now),
                removed_paths=reading.removed_paths(),
            )
    marks.save()
    rows = {table.name: tables[table.name].num_rows for table in EXTRACTED_TABLES}
    refusals = tuple(outcome for outcome in outcomes if outcome.reason)
    return _Loaded(counts, warnings, rows, refusals)


def _extract(
    options: IngestOptions, batches: Iterator[Batch], warehouse: Warehouse, run: Run, extract_all: ExtractAll
) -> Iterator[Part]:
    first = next(batches, None)
    if first is None:
        return
    recurring = warehouse.recurring_lines(RECURRING_LINE, MAX_LINE_CHARACTERS)
    # What a part holds depends on these lines too: one that was left by a run with others must not be taken up.
    lines = sorted((publisher, *sorted(found)) for publisher, found in recurring.items())
    key = f"{run.fingerprint} {hashlib.sha256(repr(lines).encode()).hexdigest()}"
    workers = default_workers() if options.workers is None else options.workers
    staging = _staging(options.folder)
    with ExtractionPool(workers, partial(extract_document, recurring=recurring)) as pool:

        def extract_part(batch: Batch) -> Part:
            return pool.extract_part(batch, staging, key)

        yield from extract_all(extract_part, _warming_up(chain([first], batches)), max(1, workers))


def _warming_up(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Yield the batches; with the first, Great Expectations is loaded while the workers extract."""
    for number, batch in enumerate(batches):
        yield batch
        if number == 0:
            warm_up()


def _account(outcomes: Iterable[Outcome], reading: Reading, run: Run) -> dict[str, pa.Table]:
    """Return the rows of `documents` and `quarantine` for the documents that were read anew."""
    documents, quarantine = [], []
    for outcome in outcomes:
        if outcome.path not in reading.unreadable_now:
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


def _staging(folder: DataFolder) -> Path:
    """Where parts wait for the load; a stopped run's finished ones are found there by the next run."""
    return folder.runs / "parts"
