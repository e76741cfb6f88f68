"""The road of one run, from files to warehouse: find, read, extract, validate, load, publish, report.

Every stage is a plain function, so that `casebook ingest` runs it as it is and `flows.ingest` runs the same code as
a Prefect flow: `run_road` is told by `extract_all` how batches are extracted (`extract_batches`, or that within Prefect
tasks). Nothing is written into the warehouse before the one transaction at the end; whatever
stops a run earlier loses only its own work, and finished batches are taken up again by the next one.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from expectations.validate import warm_up
from extractors.articles.recurring import MAX_LINE_CHARACTERS, RECURRING_LINE
from flows.cluster import DaskCluster
from flows.extraction import Extractor
from flows.fingerprint import extractor_fingerprint
from flows.in_order import in_threads
from flows.inbox import Inbox
from flows.loading import ChunkLoader
from flows.marks import Marks
from flows.parts import PartPlace
from flows.reading import Reading
from flows.report.build import build_report
from flows.sources import list_files
from flows.spreading import Processes
from flows.stopwatch import Stopwatch
from flows.workers import ExtractionPool, default_workers, start_fork_server
from schemas.errors import ConfigError, LoadError, QueryError
from warehouse.database import open_warehouse
from warehouse.lock import hold_warehouse
from warehouse.publish import publish_snapshot
from warehouse.runs import one_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from pathlib import Path

    from flows.console import Watcher
    from flows.parts import Outcome, Part
    from flows.sources import Listing, Source
    from schemas.article import RawDocument
    from warehouse.database import Warehouse
    from warehouse.load import LoadCounts
    from warehouse.paths import DataFolder
    from warehouse.runs import Run

    Batch = Sequence[RawDocument]
    ExtractAll = Callable[[ExtractionPool | DaskCluster, Iterable[Batch], PartPlace, str], Iterator[Part]]


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What a run is asked to do.

    `paths` may be addresses such as `s3://bucket/folder`. Documents of `retried` are read again though nothing about them
    changed. `include` to `endpoint` are those of `flows.inbox.Inbox`. `dask` is the address of a Dask scheduler, or `local`;
    `parts` the folder or address at which its workers leave what they extracted.
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
    dask: str | None = None
    parts: str | None = None

    @property
    def processes(self) -> int:
        """Number of processes that work on this machine, beside the main one; with 0 that one does everything."""
        return default_workers() if self.workers is None else self.workers

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


def extract_batches(
    pool: ExtractionPool | DaskCluster, batches: Iterable[Batch], place: PartPlace, key: str
) -> Generator[Part]:
    """Yield the part of each batch, in order, made by the processes or the cluster of `pool`."""
    with pool:
        if isinstance(pool, DaskCluster):
            yield from pool.parts(batches, place, key)
        else:
            yield from in_threads(partial(pool.extract_part, place=place, key=key), batches, pool.batches_at_once)


def run_road(options: IngestOptions, watcher: Watcher, extract_all: ExtractAll = extract_batches) -> RunSummary:
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
    watcher.stage("looking for files")
    with stopwatch.stage("find"):
        found = list_files(options.paths, folder.root, options.inbox)

    def tell_waiting(holder: str) -> None:
        watcher.stage(f"waiting for another run ({holder})")

    with hold_warehouse(folder, options.wait_seconds, tell_waiting), open_warehouse(folder) as warehouse:
        if options.processes:
            start_fork_server()
        run = warehouse.start_run(extractor_fingerprint())
        try:
            loaded = _run(options, warehouse, run, found, watcher, extract_all, stopwatch)
        except OSError as error:
            warehouse.fail_run(run, error)
            place = "" if error.filename else f"{folder.root}: "
            raise LoadError(f"nothing of run {run.run_id} was loaded: {place}{one_sentence(error)}") from error
        except BaseException as error:
            warehouse.fail_run(run, error)
            raise
        _parts(options).remove()
        watcher.stage("joining articles")
        with stopwatch.stage("join"):
            warehouse.derive(Processes(options.processes))
        watcher.stage("publishing")
        warehouse.record_stages(run, stopwatch.seconds)
        with stopwatch.stage("publish"):
            publish_snapshot(warehouse)
        warehouse.record_stages(run, stopwatch.seconds)
    page, problems = _report(folder, watcher) if options.report else (None, ())
    return RunSummary(
        run_id=run.run_id,
        **loaded.counts._asdict(),
        warnings=(*loaded.warnings, *found.left.warnings(), *problems),
        notes=found.left.sentences(),
        left={str(cause): count for cause, count in found.left.counts.items()},
        refusals=loaded.refusals,
        rows=loaded.rows,
        seconds=round(time.monotonic() - started, 2),
        stages={name: round(seconds, 3) for name, seconds in stopwatch.seconds.items()},
        warehouse=str(folder.current),
        report=str(page) if page else None,
    )


def _report(folder: DataFolder, watcher: Watcher) -> tuple[Path | None, tuple[str, ...]]:
    """Return the first page of the report, or why there is none: the run is loaded and published all the same."""
    try:
        return build_report(folder, watcher), ()
    except (ConfigError, QueryError) as error:
        return None, (f"the run is loaded, but its report is not built: {error}",)


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
    batches = stopwatch.each("read", reading.batches(found.files, watcher))
    first = next(batches, None)
    with warehouse.loading(run) as load, ChunkLoader(warehouse, run, load, stopwatch) as loader:
        if first is not None:
            # Closed at once when the load fails: what extracts must not go on until somebody collects it.
            with closing(_extract(options, chain([first], batches), warehouse, run, extract_all)) as parts:
                for part in stopwatch.each("extract", parts):
                    watcher.advance(len(part.outcomes))
                    loader.add_refusals(reading.take_refusals())
                    loader.add(part, reading.unreadable_now)
        loader.add_refusals(reading.take_refusals())
        watcher.stage("validating and loading")
        counts, warnings = loader.finish(
            reading.unreadable_now,
            documents_unchanged=reading.unchanged,
            still_quarantined=reading.still_quarantined,
            removed_paths=reading.removed_paths(),
        )
    marks.save()
    return _Loaded(counts, warnings, dict(loader.rows), tuple(loader.refused))


def _extract(
    options: IngestOptions, batches: Iterator[Batch], warehouse: Warehouse, run: Run, extract_all: ExtractAll
) -> Generator[Part]:
    recurring = warehouse.recurring_lines(RECURRING_LINE, MAX_LINE_CHARACTERS)
    # What a part holds depends on these lines too: one that was left by a run with others must not be taken up.
    lines = sorted((publisher, *sorted(found)) for publisher, found in recurring.items())
    key = f"{run.fingerprint} {hashlib.sha256(repr(lines).encode()).hexdigest()}"
    extract = Extractor.without(recurring)
    place = _parts(options)
    yield from extract_all(_pool(options, extract), _warming_up(batches), place, key)


def _pool(options: IngestOptions, extract: Extractor) -> ExtractionPool | DaskCluster:
    if options.dask is not None:
        return DaskCluster(options.dask, options.workers, extract)
    return ExtractionPool(options.processes, extract)


def _warming_up(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Yield the batches; with the first, Great Expectations is loaded while the workers extract."""
    for number, batch in enumerate(batches):
        yield batch
        if number == 0:
            warm_up()


def _parts(options: IngestOptions) -> PartPlace:
    """Return where parts wait for the load; a stopped run's finished ones are found there by the next run."""
    if options.parts is None:
        return PartPlace.of(str(options.folder.runs / "parts"))
    # A folder of our own: it is removed after the run, and two warehouses may share the place.
    own = hashlib.sha256(os.fsencode(options.folder.root)).hexdigest()[:16]
    return PartPlace.of(f"{options.parts.rstrip('/')}/casebook-parts-{own}", options.endpoint)
