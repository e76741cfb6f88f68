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


def test_a_log_whose_disk_is_full_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a full disk does not take is dropped for somebody who can go on without; later lines are written."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    with full.open("w", encoding="utf-8") as log, (tmp_path / "log").open("w", encoding="utf-8") as room:
        monkeypatch.setattr(sys, "stderr", log)
        log.write("lost\n")
        with pytest.raises(OSError, match="No space left"):
            drop_unread()
        drop_unread(unwritable=True)
        os.dup2(room.fileno(), log.fileno())
        log.write("kept\n")
        log.flush()
    assert (tmp_path / "log").read_text() == "kept\n"


def test_a_process_without_streams_gets_some() -> None:
    """Where standard streams are closed, no file takes their numbers, and printing is no error."""
    program = (
        "import os, sys\n"
        "for number in (0, 1, 2): os.close(number)\n"
        "sys.stdin = sys.stdout = sys.stderr = None\n"
        "from flows.standard_streams import open_missing\n"
        "open_missing()\n"
        "print('to nobody'); print('to nobody', file=sys.stderr, flush=True)\n"
        "assert sys.stdin.read() == ''\n"
        "assert os.open(os.devnull, os.O_RDONLY) > 2\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=CHECKOUT, close_fds=True).returncode == 0
