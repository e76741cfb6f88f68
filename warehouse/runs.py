"""Runs: their ids, their start and how they ended."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import duckdb

from schemas.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Run:
    """A run of ingestion."""

    run_id: str
    started_at: dt.datetime
    fingerprint: str


def start_run(connection: duckdb.DuckDBPyConnection, fingerprint: str) -> Run:
    """Insert a running run and return it; runs that died without a word are marked as crashed.

    Raises:
        LoadError: The database refused.
    """
    started_at = utc_now()
    try:
        run = Run(_new_id(connection, started_at), started_at, fingerprint)
        connection.execute("BEGIN")
        connection.execute("UPDATE runs SET run_state = 'crashed' WHERE run_state = 'running'")
        connection.execute(
            "INSERT INTO runs (run_id, run_state, started_at, casebook_version, extractor_fingerprint) "
            "VALUES (?, 'running', ?, ?, ?)",
            [run.run_id, started_at, casebook_version(), fingerprint],
        )
        connection.execute("COMMIT")
    except duckdb.Error as error:
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        raise LoadError(f"the run could not be recorded: {one_sentence(error)}") from error
    return run


def _new_id(connection: duckdb.DuckDBPyConnection, now: dt.datetime) -> str:
    """Return an id that sorts behind those of all earlier runs, also where a clock that was ahead has been set back since."""
    row = connection.execute("SELECT max(run_id) FROM runs").fetchone()
    latest = str(row[0]) if row else ""
    with suppress(ValueError):  # no run yet, or an id of another making
        # UTC without a zone, as the database stores it.
        before = dt.datetime.strptime(f"{latest[:18]}000", "%Y%m%dT%H%M%S%f")  # noqa: DTZ007
        now = max(now, before + dt.timedelta(milliseconds=1))
    return f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}_{secrets.token_hex(2)}"


def fail_run(connection: duckdb.DuckDBPyConnection, run: Run, error: BaseException) -> None:
    """Record that `run` failed with `error`; silent where the database itself is what failed.

    The next `start_run` marks such a run as crashed.
    """
    with suppress(duckdb.Error):
        connection.execute(
            "UPDATE runs SET run_state = 'failed', finished_at = ?, error = ? WHERE run_id = ?",
            [utc_now(), f"{type(error).__name__}: {error}"[:2000], run.run_id],
        )


def record_stages(connection: duckdb.DuckDBPyConnection, run: Run, seconds: Mapping[str, float]) -> None:
    """Record how many seconds each stage of `run` took, in place of what was recorded of it before.

    Raises:
        LoadError: The database refused.
    """
    rows = [[run.run_id, ordinal, name, taken] for ordinal, (name, taken) in enumerate(seconds.items())]
    try:
        connection.execute("BEGIN")
        connection.execute("DELETE FROM run_stages WHERE run_id = ?", [run.run_id])
        if rows:
            connection.executemany("INSERT INTO run_stages VALUES (?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
    except duckdb.Error as error:
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        raise LoadError(f"the run is loaded, but its times could not be recorded: {one_sentence(error)}") from error


def utc_now() -> dt.datetime:
    """Return the time in UTC as the database stores it, without a zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def casebook_version() -> str:
    """Return the version of casebook, `unknown` in a checkout that was never installed."""
    try:
        return version("casebook")
    except PackageNotFoundError:
        return "unknown"


def one_sentence(error: Exception) -> str:
    """Return the first line of an error without its class; of the disk's errors, the file and the reason."""
    if isinstance(error, OSError) and error.errno:
        # Not `strerror`: Arrow's has its own words, and the number, in front of the reason.
        reason = f"{os.strerror(error.errno)}."
        return f"{error.filename}: {reason}" if error.filename else reason
    first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
    return first_line.split(" Error: ", 1)[-1]
