"""What a run's log in Prefect says: stages, warnings and progress, and for an error of ours its sentence alone.

Prefect logs a failed run's traceback three times before the state that it ended in, whose message is the sentence. Whoever looks after
a schedule needs that; whoever mends casebook sets PREFECT_LOGGING_LEVEL=DEBUG and has the tracebacks, too.
"""

from __future__ import annotations

import logging
from typing import Final

from prefect import get_run_logger

from flows.artifacts import Progress
from schemas.errors import CasebookError

_RUN_LOGGERS: Final = ("prefect.flow_runs", "prefect.task_runs")


class LogWatcher:
    """Tells the flow's log what the terminal would show, and its progress artifact how far it is."""

    def __init__(self) -> None:
        self.progress = Progress()
        self._is_expected = False

    def stage(self, name: str, total: int | None = None) -> None:
        """Log that a stage begins."""
        self._is_expected = False
        get_run_logger().info("%s%s", name, "" if total is None else f" ({total:,})")

    def expect(self, total: int) -> None:
        """Set what the progress is a share of: documents, until the next stage begins."""
        self._is_expected = True
        self.progress.expect(total)

    def advance(self, documents: int) -> None:
        """Move the progress; the pages of the report, which are written after the load, are no documents."""
        if self._is_expected:
            self.progress.advance(documents)

    def warn(self, sentence: str) -> None:
        """Log the warning."""
        get_run_logger().warning(sentence)


def leave_out_tracebacks() -> None:
    """Have the logs of runs in this process say no more of our own errors than the state that the run ends in."""
    for name in _RUN_LOGGERS:
        logger = logging.getLogger(name)
        logger.removeFilter(is_said)  # once, however often a process asks for it
        logger.addFilter(is_said)


def is_said(record: logging.LogRecord) -> bool:
    """Tell whether a run's log has the record: not the traceback of an error of ours, unless it is asked for."""
    error = record.exc_info[1] if record.exc_info else None
    if record.levelno == logging.DEBUG or not isinstance(error, CasebookError):
        return True
    # The state tells the sentence in the next line.
    record.levelno, record.levelname = logging.DEBUG, logging.getLevelName(logging.DEBUG)
    return logging.getLogger(record.name).isEnabledFor(logging.DEBUG)
