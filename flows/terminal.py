"""A run for somebody at a terminal: progress while it works, then what came of it, and where everything is."""

from __future__ import annotations

import os
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from rich.console import Console

from flows.console import StandardOutput, TerminalWatcher, balance, say, table_of
from flows.inbox import WATCH_SECONDS
from flows.output import print_json
from flows.road import run_road
from flows.sources import wait_until_settled

if TYPE_CHECKING:
    from flows.road import IngestOptions, RunSummary

SHOWN_REFUSALS: Final = 20


def run_and_print(
    options: IngestOptions,
    *,
    as_json: bool = False,
    prefect: bool = False,
    quiet: bool = False,
    watch_once: bool = False,
) -> None:
    """Run the road over the paths of `options` and print what came of it, with `as_json` as one JSON object.

    With `watch_once`, wait after the run for files that were still being written, without holding the warehouse, and
    run again for them; the end is a run that left none, or WATCH_SECONDS.

    Raises:
        CasebookError: As `run_road` and `run_flow` do.
    """
    ends_at = time.monotonic() + (WATCH_SECONDS if watch_once else 0)
    while True:
        summary = run(options, prefect=prefect, quiet=quiet)
        if as_json:
            print_json({**asdict(summary), "data": str(options.folder.root)})
        else:
            console = StandardOutput()
            print_counts(console, summary)
            print_places(console, summary)
        if not summary.left.get("unfinished") or time.monotonic() >= ends_at:
            return
        if not quiet:
            say(Console(stderr=True), "waiting for the files that are still being written …")
        wait_until_settled(options.paths, options.folder.root, options.inbox, ends_at)


def run(options: IngestOptions, *, prefect: bool = False, quiet: bool = False) -> RunSummary:
    """Run the road over the paths of `options`, as a Prefect flow when that is asked for here or by PREFECT_API_URL.

    Raises:
        CasebookError: As `run_road` and `run_flow` do.
    """
    with TerminalWatcher(quiet=quiet) as watcher:
        if prefect or os.environ.get("PREFECT_API_URL"):
            from flows.ingest import run_flow

            return run_flow(options, watcher)
        return run_road(options, watcher)


def print_counts(console: Console, summary: RunSummary) -> None:
    """Print the rows that were loaded, what was refused, warnings, and the sum that the run comes out at."""
    rows = [(table, count) for table, count in summary.rows.items() if count]
    if rows:
        console.print(table_of("Loaded", ("table", "rows"), rows))
    if summary.refusals:
        shown = [(o.stage, o.reason, o.message) for o in summary.refusals[:SHOWN_REFUSALS]]
        console.print(table_of("Quarantined", ("stage", "reason", "what is wrong"), shown))
        if len(summary.refusals) > SHOWN_REFUSALS:
            rest = len(summary.refusals) - SHOWN_REFUSALS
            console.print(f"… and {rest:,} more: casebook quarantine list", markup=False)
    for warning in summary.warnings:
        say(console, f"warning: {warning}", "yellow")
    for note in summary.notes:
        say(console, f"{note}.")
    total = balance(summary)
    if summary.rows_quarantined:
        total += f"; {summary.rows_quarantined:,} rows of loaded documents are in quarantine"
    if summary.unchanged and not summary.loaded and not summary.removed:
        total += "; nothing changed"
    say(console, f"{total} ({summary.seconds:.1f} s)")


def print_places(console: Console, summary: RunSummary) -> None:
    """Print where the warehouse and the report are."""
    say(console, f"warehouse  {summary.warehouse}")
    say(console, f"report     {summary.report or 'not built: casebook report'}")
