"""Output that nobody reads any more: a run goes on, and can still start processes."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.standard_streams import drop_unread

CHECKOUT = Path(__file__).resolve().parents[2]


def test_processes_start_though_nobody_reads(tmp_path: Path) -> None:
    """What stands in the streams of a run whose starter is gone keeps no process from starting."""
    said = tmp_path / "said.txt"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.flows.unread", str(said)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=CHECKOUT,
    ) as process:
        process.stdout.close()
        process.stderr.close()
        process.stdin.write(b"go\n")
        process.stdin.close()
        assert process.wait(60) == 0
    own, worker = said.read_text().split()
    assert int(own) == process.pid != int(worker)


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Output that could not be written for another reason is not dropped in silence."""

    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(OSError, match="No space left"):
        drop_unread()


def test_streams_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process may have no output, or one that is closed."""
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", closed)
    drop_unread()
