"""Notes of flow runs on this machine: who is at work, and how it ended, as the operating system knows it.

Prefect learns of a run's end from the run itself, so one that was killed stays Running for minutes or for ever. A run
therefore holds a lock file of its own for as long as its process lives, and writes beside it how it ended before it tells
Prefect. `flows.settle` reads these notes and puts right what Prefect shows.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from warehouse.paths import DataFolder


class Presence(Enum):
    """What is known here about the process of a flow run."""

    unknown = "no note: it never came to work, or works elsewhere"
    alive = "its process holds its lock"
    gone = "its process has ended"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a flow run ended: Prefect's state type and name, and the reason in a sentence."""

    state: str
    name: str
    message: str


# A lock is freed with the object that holds it; those of this process's runs are kept until it ends.
_held: list[FileLock] = []


class RunNote:
    """The lock and note of one flow run."""

    def __init__(self, folder: DataFolder, flow_run_id: UUID | str) -> None:
        place = folder.prefect / "runs"
        place.mkdir(parents=True, exist_ok=True)
        self._file = place / f"{flow_run_id}.json"
        self._lock = FileLock(place / f"{flow_run_id}.lock", thread_local=False, timeout=0)

    def hold(self) -> None:
        """Hold the lock for as long as this process lives: Prefect is told of a run's end after the flow's last line."""
        # Nobody else holds it, but for a moment whoever looks whether we are alive.
        self._lock.acquire(timeout=30)
        _held.append(self._lock)

    def end(self, ending: Ending) -> None:
        """Write how the run ended."""
        unfinished = self._file.with_suffix(".part")
        with suppress(OSError):  # without it the run is shown as crashed where Prefect could not be told otherwise
            unfinished.write_text(json.dumps(asdict(ending)), encoding="utf-8")
            unfinished.replace(self._file)

    def presence(self) -> Presence:
        """Tell whether the process of the run lives."""
        if not Path(self._lock.lock_file).exists():
            return Presence.unknown
        try:
            self._lock.acquire(timeout=0)
        except (Timeout, OSError):
            return Presence.alive
        self._lock.release()
        return Presence.gone

    def ending(self) -> Ending | None:
        """Return how the run said that it ended, null when it died without a word."""
        try:
            return Ending(**json.loads(self._file.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def remove(self) -> None:
        """Remove the note of a run that Prefect knows to have ended."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
        with suppress(OSError):
            Path(self._lock.lock_file).unlink(missing_ok=True)


def noted_runs(folder: DataFolder) -> Iterator[str]:
    """Yield the ids of the flow runs that have a note."""
    with suppress(OSError):
        for lock in sorted((folder.prefect / "runs").glob("*.lock")):
            yield lock.stem
