"""What is decided about runs that died or came late, and what the operating system knows of them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.client.schemas.objects import StateType

from flows.presence import Ending, Presence, RunNote, noted_runs
from flows.settle import superseded, verdict
from warehouse.paths import DataFolder

NOW = dt.datetime(2026, 3, 4, 2, 30, tzinfo=dt.UTC)
CHECKOUT = Path(__file__).resolve().parents[2]
RUN_ID = "6f0b2c1e-0000-4000-8000-000000000001"
SAID = Ending("COMPLETED", "Completed", "read 5 = loaded 5 + unchanged 0 + quarantined 0")


@pytest.mark.parametrize(
    ("state", "minutes", "presence", "ending", "expected"),
    [
        ("RUNNING", 0, Presence.gone, None, "CRASHED"),
        ("PENDING", 0, Presence.gone, None, "CRASHED"),
        ("CANCELLING", 0, Presence.gone, None, "CRASHED"),
        ("RUNNING", 0, Presence.gone, SAID, "COMPLETED"),  # the server was away when the run ended
        ("RUNNING", 600, Presence.alive, None, None),
        ("RUNNING", 600, Presence.alive, SAID, None),  # it is about to tell Prefect itself
        ("PENDING", 1, Presence.unknown, None, None),
        ("PENDING", 6, Presence.unknown, None, "CRASHED"),
        ("SCHEDULED", 600, Presence.unknown, None, None),
        ("COMPLETED", 600, Presence.gone, None, None),
        ("CRASHED", 0, Presence.gone, SAID, "COMPLETED"),  # who started it saw that it could not tell the server
        ("CRASHED", 0, Presence.gone, None, None),
        ("CRASHED", 0, Presence.gone, Ending("CRASHED", "Crashed", "died"), None),
        ("CRASHED", 0, Presence.alive, SAID, None),
    ],
)
def test_verdict(state: str, minutes: int, presence: Presence, ending: Ending | None, expected: str | None) -> None:
    """A run whose process is gone has ended, as it said or as crashed; one that may be at work is left alone."""
    found = verdict(StateType(state), NOW - dt.timedelta(minutes=minutes), presence, ending, NOW)
    assert expected == (found.state if found else None)


def test_one_run_catches_up_for_a_backlog() -> None:
    """Of fifty runs that came due during an outage none is started after the first; what a person asked for is."""

    def run(minutes: int, *, asked: bool = False) -> Any:
        return SimpleNamespace(auto_scheduled=not asked, expected_start_time=NOW + dt.timedelta(minutes=minutes))

    late = [run(-minutes) for minutes in range(50)]
    kept = [run(1), run(60), run(-5, asked=True)]
    assert late == superseded([*late, *kept], NOW)


def test_a_note_knows_whether_its_process_lives(tmp_path: Path) -> None:
    """The lock of a run is held until its process is killed; how it ended is read from its note."""
    code = (
        "import sys, time; from pathlib import Path; from flows.presence import *; from warehouse.paths import DataFolder\n"
        "note = RunNote(DataFolder(Path(sys.argv[1])), sys.argv[2]); note.hold(); note.end(Ending('FAILED', 'Failed', 'why'))\n"
        "del note; print('held', flush=True); time.sleep(60)"
    )
    folder = DataFolder(tmp_path)
    note = RunNote(folder, RUN_ID)
    assert note.presence() is Presence.unknown
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), RUN_ID], stdout=subprocess.PIPE, text=True, cwd=CHECKOUT
    ) as process:
        assert process.stdout.readline() == "held\n"
        assert note.presence() is Presence.alive
        assert list(noted_runs(folder)) == [RUN_ID]
        process.kill()
    assert note.presence() is Presence.gone
    assert note.ending() == Ending("FAILED", "Failed", "why")
    note.remove()
    assert (list(noted_runs(folder)), note.ending()) == ([], None)
