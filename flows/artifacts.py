"""What the Prefect UI shows of a run beside its log: progress, counts, rows, refusals, and where everything is.

The warehouse is what counts: a server that is away while artifacts are made costs the artifacts, never the run.
"""

from __future__ import annotations

import contextvars
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import quote

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from flows.console import balance
from flows.scheduling import pages

if TYPE_CHECKING:
    from uuid import UUID

    from flows.road import RunSummary

SHOWN_REFUSALS: Final = 100


class Progress:
    """The share of documents done, as a progress artifact; a thread of its own tells the server, which may be slow."""

    def __init__(self, every_seconds: float = 3.0) -> None:
        self._every = every_seconds
        self._total = 0
        self._done = 0
        self._shown = -1.0
        self._is_complete = False
        self._artifact: UUID | None = None
        self._over = threading.Event()
        context = contextvars.copy_context()  # by which Prefect knows the run
        self._thread = threading.Thread(target=lambda: context.run(self._tell_on), name="progress", daemon=True)
        self._thread.start()

    def expect(self, total: int) -> None:
        """Say how many documents there are, as far as is known."""
        self._total = total

    def advance(self, documents: int) -> None:
        """Say that so many more are done."""
        self._done += documents

    def share(self) -> float:
        """Return what is done, in hundredths; never the whole before `end`, since loading follows."""
        if self._is_complete:
            return 100.0
        return min(99.0, round(100 * self._done / self._total, 1)) if self._total > 0 else 0.0

    def end(self, *, complete: bool, wait_seconds: float = 5) -> None:
        """Show the last figure; waits for the server no longer than this."""
        self._is_complete = complete
        self._over.set()
        self._thread.join(wait_seconds)

    def _tell_on(self) -> None:
        while not self._over.wait(self._every):
            self._tell()
        self._tell()

    def _tell(self) -> None:
        share = self.share()
        if share == self._shown:
            return
        description = f"{self._done:,} of about {self._total:,} documents"
        try:
            if self._artifact is None:
                self._artifact = cast(
                    "UUID", create_progress_artifact(share, key="casebook-progress", description=description)
                )
            else:
                update_progress_artifact(self._artifact, share, description=description)
            self._shown = share
        except Exception:  # noqa: BLE001 - whatever ails the server: the next figure is tried again
            return


def publish_artifacts(summary: RunSummary) -> str | None:
    """Show counts, rows, refusals and places in the Prefect UI; return what went wrong, null when nothing did."""
    try:
        for publish in (_counts, _rows, _quarantine, _warnings, _places, _report):
            publish(summary)
    except Exception as error:  # noqa: BLE001 - whatever ails the server: the run is loaded and stays so
        return f"{type(error).__name__}: {error}"
    return None


def _counts(summary: RunSummary) -> None:
    create_table_artifact(
        key="casebook-counts",
        description=balance(summary),
        table=[
            {"documents": name, "count": getattr(summary, name)}
            for name in ("read", "loaded", "unchanged", "quarantined", "removed")
        ],
    )


def _rows(summary: RunSummary) -> None:
    create_table_artifact(
        key="casebook-rows",
        description="Rows loaded, by table",
        table=[{"table": table, "rows": rows} for table, rows in summary.rows.items()],
    )


def _quarantine(summary: RunSummary) -> None:
    if not summary.refusals:
        return
    shown = "" if len(summary.refusals) <= SHOWN_REFUSALS else f" (the first {SHOWN_REFUSALS})"
    create_table_artifact(
        key="casebook-quarantine",
        description=f"{len(summary.refusals)} documents were refused{shown}",
        table=[
            {"stage": refusal.stage, "reason": refusal.reason, "what is wrong": refusal.message}
            for refusal in summary.refusals[:SHOWN_REFUSALS]
        ],
    )


def _warnings(summary: RunSummary) -> None:
    if summary.warnings:
        create_table_artifact(
            key="casebook-warnings",
            description=f"{len(summary.warnings)} promises were broken that are reported and refuse nothing",
            table=[{"warning": warning} for warning in summary.warnings],
        )


def _places(summary: RunSummary) -> None:
    create_markdown_artifact(
        key="casebook-where",
        description="Where the data is",
        markdown=f"- run `{summary.run_id}`\n- warehouse `{summary.warehouse}`\n- report `{summary.report}`\n"
        + "".join(f"- {note}\n" for note in summary.notes),
    )


def _report(summary: RunSummary) -> None:
    link = report_link(summary.report)
    if link:
        create_link_artifact(link=link, link_text="Data-quality report", key="casebook-report", description="The pages")


def report_link(report: str | None) -> str | None:
    """Return the address of the report's first page: where it is served, else the file itself."""
    if report is None:
        return None
    served = os.environ.get(pages.VARIABLE)
    return f"{served.rstrip('/')}/{quote(Path(report).name)}" if served else Path(report).as_uri()
