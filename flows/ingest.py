"""The road as a Prefect flow: one task run a batch of documents, counts and quarantine as artifacts.

`casebook ingest --prefect`, or any `casebook ingest` with PREFECT_API_URL set, runs this; the stages are those of
`flows.road`. A task only waits for a worker process, so its overhead is paid once for each batch of
documents, never for one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# Nothing about the users leaves their machines; read by Prefect at import.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
# The temporary server's first start makes its database, which takes longer than the default allows on a slow laptop.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")

from collections import deque
from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.road import IngestOptions, RunSummary, run_road
from schemas.errors import ConfigError
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from prefect.futures import PrefectFuture

    from flows.console import Watcher
    from flows.extraction import Part
    from schemas.article import RawDocument


class LogWatcher:
    """Tells the flow's log what the terminal would show."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Log that a stage begins."""
        get_run_logger().info("%s%s", name, "" if total is None else f" ({total:,} files)")

    def expect(self, total: int) -> None:
        """Say nothing."""

    def advance(self, documents: int) -> None:
        """Say nothing: each batch is a task run of its own."""

    def warn(self, sentence: str) -> None:
        """Log the warning."""
        get_run_logger().warning(sentence)


@task(name="extract batch", task_run_name="extract batch {number}")
def extract_batch(
    number: int, batch: Sequence[RawDocument], extract_part: Callable[[Sequence[RawDocument]], Part]
) -> Part:
    """Return the part of one batch; waits for a worker process."""
    part = extract_part(batch)
    refused = sum(outcome.reason is not None for outcome in part.outcomes)
    get_run_logger().info("batch %d: %d documents, %d refused", number, len(part.outcomes), refused)
    return part


def extract_in_tasks(
    extract_part: Callable[[Sequence[RawDocument]], Part], batches: Iterable[Sequence[RawDocument]], workers: int
) -> Iterator[Part]:
    """Yield the part of each batch, in order, each made by a task run; a few batches are read ahead."""
    waiting: deque[PrefectFuture[Part]] = deque()
    for number, batch in enumerate(batches, 1):
        waiting.append(extract_batch.submit(number, batch, extract_part))
        if len(waiting) > workers:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


@flow(name="casebook-ingest", flow_run_name="ingest into {data}", validate_parameters=False)
def ingest(
    paths: list[str], data: str, workers: int | None = None, wait_seconds: float = 0, *, report: bool = True
) -> RunSummary:
    """Ingest article files into the warehouse in the folder `data`."""
    options = IngestOptions(tuple(map(Path, paths)), DataFolder(Path(data)), workers, wait_seconds, report)
    summary = run_road(options, LogWatcher(), extract_in_tasks)
    _publish_artifacts(summary)
    return summary


def run_flow(options: IngestOptions, watcher: Watcher) -> RunSummary:
    """Run the flow for `options` and return how it went; what Prefect logs goes to standard error.

    Raises:
        ConfigError: The Prefect server of PREFECT_API_URL does not answer.
    """
    watcher.stage("running as a Prefect flow")
    try:
        return ingest(
            [str(path) for path in options.paths], str(options.folder.root), options.workers, options.wait_seconds
        )
    except RuntimeError as error:
        if "Failed to reach API" not in str(error):
            raise
        server = os.environ.get("PREFECT_API_URL")
        raise ConfigError(
            f"the Prefect server at {server} does not answer; start it or unset PREFECT_API_URL."
        ) from error


def _publish_artifacts(summary: RunSummary) -> None:
    """Show counts, rows and refusals in the Prefect UI."""
    create_table_artifact(
        key="casebook-counts",
        description=f"read {summary.read} = loaded {summary.loaded} + unchanged {summary.unchanged} "
        f"+ quarantined {summary.quarantined}",
        table=[
            {"documents": name, "count": getattr(summary, name)}
            for name in ("read", "loaded", "unchanged", "quarantined", "removed")
        ],
    )
    create_table_artifact(
        key="casebook-rows",
        description="Rows loaded, by table",
        table=[{"table": table, "rows": rows} for table, rows in summary.rows.items()],
    )
    if summary.refusals:
        create_table_artifact(
            key="casebook-quarantine",
            description=f"{len(summary.refusals)} documents were refused (the first 100)",
            table=[
                {"stage": refusal.stage, "reason": refusal.reason, "what is wrong": refusal.message}
                for refusal in summary.refusals[:100]
            ],
        )
    create_markdown_artifact(
        key="casebook-where",
        description="Where the data is",
        markdown=f"- run `{summary.run_id}`\n- warehouse `{summary.warehouse}`\n- report `{summary.report}`\n",
    )
