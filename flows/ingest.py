"""The road as a Prefect flow: one task run a batch of documents, and what became of the run as its state and artifacts.

`casebook ingest --prefect`, any `casebook ingest` with PREFECT_API_URL set, `casebook schedule` and the deployments of
prefect.yaml run this; the stages are those of `flows.road`. A task only waits for what the workers extract, and its
overhead is paid once for each batch of documents, in a long run once for ten. On a Dask cluster one task holds the
client. The tasks' logs tell the batches, and the run's progress artifact how far it is.

A run ends as Completed, as Completed under the name `Completed with warnings` (a promise is broken that refuses nothing), as
Failed (a critical promise is broken, or the load is refused), or, where it may, as Cancelled under the name `Skipped`
(another run holds the warehouse). The reason is the state's message.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, cast

# Nothing about the users leaves their machines; read by Prefect at import.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
# The temporary server's first start makes its database, which takes longer than the default allows on a slow laptop.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")

from contextlib import closing
from itertools import islice
from uuid import UUID

from prefect import flow, get_run_logger, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Cancelled, Completed, Failed

from flows.artifacts import publish_artifacts, report_link
from flows.cluster import DaskCluster
from flows.console import balance
from flows.in_order import Ahead
from flows.notify import notify
from flows.parameters import options_of, parameters_of
from flows.prefect_server import shown_address, why_unusable
from flows.presence import Ending, RunNote
from flows.road import extract_batches, run_road
from flows.run_log import LogWatcher, leave_out_tracebacks
from flows.settle import Settled, try_to_settle
from schemas.errors import BusyError, CasebookError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from prefect.client.schemas.objects import FlowRun, State
    from prefect.flows import Flow

    from flows.console import Watcher
    from flows.parts import Part, PartPlace
    from flows.road import IngestOptions, RunSummary
    from flows.workers import ExtractionPool
    from schemas.article import RawDocument
    from warehouse.paths import DataFolder

WITH_WARNINGS: Final = "Completed with warnings"
SKIPPED: Final = "Skipped"

# A state's message is read in a column of the UI; the whole list is an artifact.
MAX_MESSAGE_CHARACTERS: Final = 1_000

ALONE: Final = 10
"""Batches at the start of a run that have a task run each."""

TOGETHER: Final = 10
"""Batches that have one together after that: a task run costs server and client 35 ms, a batch some 800."""

leave_out_tracebacks()


@task(name="extract", task_run_name="{title}", cache_policy=NO_CACHE, persist_result=False)
def extract_some(title: str, parts: Iterable[Part], first: int, most: int | None) -> Iterator[Part]:
    """Yield the next `most` of `parts`, or all; `title` is the task run's, and `first` the number of its first batch."""
    del title
    for number, part in enumerate(islice(parts, most), first):
        refused = sum(outcome.reason is not None for outcome in part.outcomes)
        get_run_logger().info("batch %d: %d documents, %d refused", number, len(part.outcomes), refused)
        yield part


def extract_in_tasks(
    pool: ExtractionPool | DaskCluster, batches: Iterable[Sequence[RawDocument]], place: PartPlace, key: str
) -> Iterator[Part]:
    """Yield the part of each batch, in order: by one task run on a cluster, else by one for each batch or ten of them.

    All task runs draw on the same stream of parts, so no worker waits from one to the next.
    """
    ahead = Ahead(batches)
    with closing(extract_batches(pool, ahead, place, key)) as parts:
        if isinstance(pool, DaskCluster):
            yield from extract_some("extract on Dask", parts, 1, None)
            return
        done = 0
        while ahead.has_more or done < ahead.taken:
            most = 1 if done < ALONE else TOGETHER
            title = f"extract batch {done + 1}" if most == 1 else f"extract batches from {done + 1}"
            for part in extract_some(title, parts, done + 1, most):
                done += 1
                yield part


def tell_of_crash(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Notify that a run's process died; called by whoever started it, since the run itself cannot."""
    del flow
    notify("crashed", state.message or "its process died", run=flow_run.name, data=flow_run.parameters.get("data"))


@flow(
    name="casebook-ingest",
    flow_run_name="ingest into {data}",
    validate_parameters=False,
    on_crashed=[tell_of_crash],
)
def ingest(
    paths: list[str], data: str, options: dict[str, Any] | None = None, *, skip_when_busy: bool = False
) -> RunSummary | State[Any]:
    """Ingest article files into the warehouse in the folder `data`.

    `options` are those of `casebook ingest` that differ from the default, under their names in `IngestOptions`, such as
    `{"workers": 2, "wait_seconds": 600, "report": true}`. With `skip_when_busy`, a run that finds the
    warehouse held by another ends as skipped, else as failed.
    """
    try:
        asked = options_of(paths, data, options)
    except ConfigError as error:
        return _failed(None, error, data)
    note = _announce(asked.folder)
    watcher = LogWatcher()
    done = False
    try:
        summary = run_road(asked, watcher, extract_in_tasks)
        done = True
    except BusyError as error:
        if not skip_when_busy:
            return _failed(note, error)
        return _ended(note, Cancelled(name=SKIPPED, message=f"Skipped: {error}"))
    except CasebookError as error:
        return _failed(note, error, data)
    except Exception as error:
        reason = _cut(f"{type(error).__name__}: {error}")
        _ended(note, Failed(message=reason))
        _notify("failed", reason, data)
        raise
    finally:
        watcher.progress.end(complete=done)
    problem = publish_artifacts(summary)
    if problem:
        get_run_logger().warning("the run is loaded, but not all of its artifacts are shown: %s", problem)
    if not summary.warnings:
        return _ended(note, Completed(message=balance(summary), data=summary))
    reason = _cut(f"{balance(summary)}; " + "; ".join(summary.warnings))
    _notify("warned", reason, data, summary)
    return _ended(note, Completed(name=WITH_WARNINGS, message=reason, data=summary))


def run_flow(options: IngestOptions, watcher: Watcher) -> RunSummary:
    """Run the flow for `options` and return how it went; what Prefect logs goes to standard error.

    Raises:
        ConfigError: The Prefect server of PREFECT_API_URL does not answer, or cannot be used.
    """
    watcher.stage("running as a Prefect flow")
    api = os.environ.get("PREFECT_API_URL", "")
    try:
        return cast("RunSummary", ingest(**parameters_of(options)))
    except RuntimeError as error:
        if "Failed to reach API" in str(error):
            raise ConfigError(
                f"the Prefect server at {shown_address(api)} does not answer; start it or unset PREFECT_API_URL."
            ) from error
        if "incompatible versions" in str(error):
            raise ConfigError(f"{why_unusable(api, error)}.") from error
        raise
    except PrefectHTTPStatusError as error:
        raise ConfigError(f"{why_unusable(api, error)}.") from error


def _announce(folder: DataFolder) -> RunNote | None:
    """Put right what Prefect shows of earlier runs, and hold this run's own note for as long as its process lives."""
    flow_run_id: UUID | None = runtime.flow_run.id and UUID(str(runtime.flow_run.id))
    if flow_run_id is None:
        return None
    try:
        note = RunNote(folder, flow_run_id)
        note.hold()
    except OSError:
        return None  # a folder that cannot be written: the road says so in a moment
    deployment = runtime.deployment.id
    settled = try_to_settle(folder, UUID(str(deployment)) if deployment else None, flow_run_id)
    if settled is None:
        get_run_logger().warning("runs that died before this one could not be marked: the server does not answer")
    elif settled != Settled():
        get_run_logger().info(
            "%d runs that had died are marked, %d late runs are skipped: this one does their work",
            settled.ended,
            settled.skipped,
        )
    return note


def _ended(note: RunNote | None, state: State[Any]) -> State[Any]:
    """Return the state that the run ends in, after writing it into the note."""
    if note is not None:
        note.end(Ending(state.type.value, state.name or state.type.value.capitalize(), state.message or ""))
    return state


def _failed(note: RunNote | None, error: CasebookError, told_of: str | None = None) -> State[Any]:
    """Return the state of a run that ends by an error of ours: its message is the sentence, and who calls the flow gets the error.

    `told_of` is the data folder of a run whose failure is told to `--notify`.
    """
    sentence = _cut(str(error))
    get_run_logger().error(sentence)
    state = _ended(note, Failed(message=sentence, data=error))
    if told_of is not None:
        _notify("failed", sentence, told_of)
    return state


def _notify(state: str, reason: str, data: str, summary: RunSummary | None = None) -> None:
    names = ("read", "loaded", "unchanged", "quarantined", "removed")
    counts = {name: getattr(summary, name) for name in names} if summary else None
    problem = notify(
        state,
        reason,
        run=summary.run_id if summary else runtime.flow_run.name,
        data=data,
        counts=counts,
        report=report_link(summary.report) if summary else None,
    )
    if problem:
        get_run_logger().warning(problem)


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= MAX_MESSAGE_CHARACTERS else f"{sentence[: MAX_MESSAGE_CHARACTERS - 1]}…"
