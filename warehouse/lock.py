"""One writer at a time: a lock of the operating system, which ends with the process that holds it."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from schemas.errors import BusyError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from warehouse.paths import DataFolder


@contextmanager
def hold_warehouse(
    folder: DataFolder, wait_seconds: float = 0, tell_waiting: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the right to write into `folder`; freed on leaving, and by the system when the process is killed.

    `tell_waiting` is called with who holds it, if that has to be waited for.

    Raises:
        BusyError: Another process still holds it after `wait_seconds`.
        ConfigError: The data folder cannot be created, or not be written.
    """
    folder.create()
    lock = FileLock(folder.lock, thread_local=False)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if tell_waiting and wait_seconds > 0:
                tell_waiting(_holder(folder))
            lock.acquire(timeout=wait_seconds)
    except Timeout as error:
        raise BusyError(
            f"{folder.root} is being written by another run ({_holder(folder)}): try again when it has ended."
        ) from error
    except OSError as error:
        raise ConfigError(f"{folder.lock}: the data folder cannot be written: {error.strerror}") from error
    try:
        note = {"pid": os.getpid(), "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}
        with suppress(OSError):  # the lock holds without its note
            folder.lock_note.write_text(json.dumps(note), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            folder.lock_note.unlink(missing_ok=True)
        lock.release()


def _holder(folder: DataFolder) -> str:
    """Return who holds the lock, as far as the note beside it tells."""
    try:
        note = json.loads(folder.lock_note.read_bytes())
        return f"process {note['pid']}, since {note['since']}"
    except (OSError, ValueError, KeyError):
        return "it left no note of its process"
