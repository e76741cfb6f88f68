"""`casebook ingest` and `casebook schedule`: a run now, and runs when a clock says."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

import typer

from flows.commands.command import NOTHING_LOADED, command
from flows.commands.options import DEFAULT_DATA, DataOption, QuietOption, WorkersOption
from flows.standard_streams import drop_unread
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from flows.road import IngestOptions

app = typer.Typer()

DEFAULT_SETTLE: Final = 1.0


@dataclass(frozen=True)
class RunOptions:
    """What is asked of a run, now or by a clock."""

    paths: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders (read recursively), or addresses: s3://bucket/folder, gs://…, sftp://host/…"
        ),
    ]
    data: DataOption = DEFAULT_DATA
    workers: WorkersOption = None
    include: Annotated[
        list[str] | None,
        typer.Option("--include", metavar="GLOB", help="Read only what fits, such as `*.html` or `2024/`; repeatable."),
    ] = None
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="GLOB", help="Pass over what fits, such as `drafts/`; repeatable."),
    ] = None
    max_files: Annotated[
        int | None,
        typer.Option(min=1, help="New or changed files that one run reads; the rest waits for the next."),
    ] = None
    settle: Annotated[
        float,
        typer.Option(
            min=0,
            envvar="CASEBOOK_SETTLE",
            help="Seconds that a file must be left alone to count as complete; younger ones wait for the next run.",
        ),
    ] = DEFAULT_SETTLE
    endpoint: Annotated[
        str | None,
        typer.Option(metavar="URL", envvar="CASEBOOK_ENDPOINT", help="Address of an S3-compatible server."),
    ] = None
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Extract on a Dask cluster: tcp://host:8786, or `local` for one on this machine."
        ),
    ] = None
    parts: Annotated[
        str | None,
        typer.Option(
            metavar="PLACE", help="Folder or address that all Dask workers share. Default: in the data folder."
        ),
    ] = None

    def of_ingest(self, wait: float, *, report: bool) -> IngestOptions:
        """Return them as the road takes them."""
        from flows.road import IngestOptions

        return IngestOptions(
            tuple(self.paths),
            DataFolder(self.data),
            self.workers,
            wait,
            report,
            include=tuple(self.include or ()),
            exclude=tuple(self.exclude or ()),
            max_files=self.max_files,
            settle_seconds=self.settle,
            endpoint=self.endpoint,
            dask=self.dask,
            parts=self.parts,
        )


@command(app, stopped=NOTHING_LOADED)
def ingest(
    options: RunOptions,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the run's counts as one JSON object.")] = False,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait while another run holds the warehouse.")] = 0,
    report: Annotated[bool, typer.Option("--report", help="Build the report pages when the run is done.")] = False,
    watch_once: Annotated[
        bool,
        typer.Option("--watch-once", help="Wait for files that are still being written, read them too, then leave."),
    ] = False,
    prefect: Annotated[
        bool, typer.Option("--prefect", help="Run as a Prefect flow (also when PREFECT_API_URL is set).")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Read article files, extract their records, validate them and load them into the warehouse."""
    from flows.terminal import run_and_print

    asked = options.of_ingest(wait, report=report)
    run_and_print(asked, as_json=json, prefect=prefect, quiet=quiet, watch_once=watch_once)


@command(app)
def schedule(  # noqa: PLR0913 - one argument an option
    options: RunOptions,
    *,
    cron: Annotated[str, typer.Option("--cron", help="When to run: minute hour day month weekday; `30 2 * * *`.")],
    timezone: Annotated[
        str | None,
        typer.Option("--timezone", help="Time zone of --cron, such as Europe/Lisbon. Default: this machine's."),
    ] = None,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds that a run waits for another; then it ends as skipped.")
    ] = 0,
    report: Annotated[bool, typer.Option(help="Build the report pages after each run.")] = True,
    notify: Annotated[
        str | None,
        typer.Option(envvar="CASEBOOK_NOTIFY", help="Address that is told of runs that failed, crashed or warn."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the own Prefect server. Default: 4200 or a free one.")
    ] = None,
    host: Annotated[
        str,
        typer.Option(help="Address that it listens on. Whoever reaches it can read reports and start runs."),
    ] = "127.0.0.1",
) -> None:
    """Ingest again and again, when --cron says; shown by the Prefect server of PREFECT_API_URL, or by one of its own."""
    from flows.scheduling.schedule import ScheduleOptions, run_schedule

    asked = options.of_ingest(wait, report=report)
    run_schedule(ScheduleOptions(asked, cron, timezone, port, host, notify), _log_line)


def _log_line(sentence: str) -> None:
    """Write a line with its time, for somebody who looks at the log of a service."""
    time = dt.datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    try:
        print(f"{time}  casebook: {sentence}", file=sys.stderr, flush=True)  # noqa: T201 - the command's output
    except OSError:
        # Who reads the log may leave, and its disk may be full: the schedule goes on.
        drop_unread(unwritable=True)
