"""The log of a run: progress counts documents, and an error of ours is its sentence alone."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import TYPE_CHECKING

from flows import artifacts, run_log
from flows.run_log import LogWatcher, leave_out_tracebacks
from schemas.errors import LoadError

if TYPE_CHECKING:
    import pytest


def test_progress_counts_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of the report, which are written after the load, move the progress by nothing."""
    monkeypatch.setattr(run_log, "get_run_logger", lambda: SimpleNamespace(info=lambda *_: None))
    shown: list[str] = []
    monkeypatch.setattr(artifacts, "create_progress_artifact", lambda *_, **about: shown.append(about["description"]))
    watcher = LogWatcher()
    watcher.stage("extracting 20 files")
    watcher.expect(20)
    watcher.advance(12)
    watcher.expect(16)
    watcher.advance(4)
    for name in ("validating and loading", "writing pages about articles"):
        watcher.stage(name, 400)
        watcher.advance(400)
    assert watcher.progress.share() == 99.0
    watcher.progress.end(complete=True)
    assert shown == ["16 of about 16 documents"]


def test_an_error_of_ours_has_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Prefect says of an exception is left out where it is ours, unless tracebacks are asked for; a defect's stands."""
    logger = logging.getLogger("prefect.flow_runs")
    leave_out_tracebacks()
    leave_out_tracebacks()
    assert logger.filters.count(run_log.is_said) == 1

    def told(error: Exception | None, level: int) -> str | None:
        monkeypatch.setattr(logger, "level", level)
        logging.getLogger("prefect").manager._clear_cache()  # type: ignore[attr-defined]
        cause = None if error is None else (type(error), error, None)
        record = logger.makeRecord(logger.name, logging.ERROR, __file__, 1, "Encountered exception", (), cause)
        return record.levelname if logger.filter(record) else None

    assert told(LoadError("nothing was loaded."), logging.INFO) is None
    assert told(LoadError("nothing was loaded."), logging.DEBUG) == "DEBUG"
    assert told(ValueError("a defect"), logging.INFO) == "ERROR"
    assert told(None, logging.INFO) == "ERROR"
