"""`casebook schedule` refuses at once what cannot be scheduled; each folder has one schedule, under one name."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from flows.road import IngestOptions
from flows.scheduling import checks, schedule
from flows.scheduling.schedule import ScheduleOptions, deployment_name, run_schedule
from flows.scheduling.serve import new_runner, register
from flows.scheduling.server import OwnServer
from schemas.errors import BusyError, ConfigError
from warehouse.paths import DataFolder

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cron": "every night"}, "`every night` is no cron line"),
        ({"cron": "61 * * * *"}, "is no cron line"),
        ({"cron": "* * * * * *"}, "is no cron line"),  # every second
        ({"cron": "30 2 31 2 *"}, "`30 2 31 2 \\*` never comes: no month that it names has such a day"),
        ({"cron": "0 0 31 4,6,9 *"}, "never comes"),
        ({"cron": "* * * * *", "timezone": "Lisbon"}, "time zone `Lisbon` is not known"),
        ({"cron": "* * * * *", "notify": "ftp://host/x"}, "notifications go to an http"),
    ],
)
def test_a_wrong_schedule_is_refused_at_once(
    changes: dict[str, Any], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be scheduled is named before anything is started."""
    monkeypatch.setattr(schedule, "Child", lambda *_: pytest.fail("started"))
    monkeypatch.setattr(OwnServer, "start", lambda _: pytest.fail("started"))
    options = ScheduleOptions(IngestOptions((tmp_path,), DataFolder(tmp_path / "data")), **changes)
    with pytest.raises(ConfigError, match=message):
        run_schedule(options, lambda _: None)


def test_a_path_that_is_not_there_is_refused_at_once(tmp_path: Path) -> None:
    """A slip of the pen is said when the schedule starts, not by each of its runs at night."""
    options = ScheduleOptions(IngestOptions((tmp_path / "artcles",), DataFolder(tmp_path / "data")), "* * * * *")
    with pytest.raises(ConfigError, match=r"artcles: there is no such file or folder\."):
        run_schedule(options, lambda _: None)
    assert not (tmp_path / "data").exists()
    checks.check_paths([tmp_path])
    with pytest.raises(ConfigError, match="only s3://, gs:// and sftp:// can be read"):
        checks.check_paths([tmp_path, "ftp://host/in"])


def test_addresses_are_checked_before_the_first_night() -> None:
    """An address or endpoint that is none is refused when the schedule starts; no server is asked."""
    pytest.importorskip("s3fs")
    checks.check_paths(["s3://bucket/folder"], "http://192.0.2.1:9000")
    with pytest.raises(ConfigError, match="--endpoint takes the http"):
        checks.check_paths(["s3://bucket/folder"], "192.0.2.1:9000")


@pytest.mark.parametrize("cron", ["0 0 29 2 *", "0 0 29 2 1#5", "@daily", "0 0 31 * *", "0 0 L 2 *"])
def test_a_time_that_comes_is_taken(cron: str, tmp_path: Path) -> None:
    """A rare day comes, if only in years."""
    checks.check_times(cron, "Europe/Lisbon", str(tmp_path))


@pytest.mark.parametrize(
    "address",
    [
        *("nonsense", "", "Local", "tcp://", "tcp://host", "tcp://:8786", "tcp:/host:1", "tcp://a host:1"),
        *(
            "tcp://host:0",
            "tcp://host:99999",
            "tcp://host:port",
            "tcp://host:8786/status",
            "http://host:1",
            "inproc://1",
        ),
    ],
)
def test_a_cluster_that_is_none_is_refused_at_once(address: str, tmp_path: Path) -> None:
    """An address that no Dask scheduler can have is refused when the schedule starts, not by each of its runs."""
    pytest.importorskip("distributed")
    options = ScheduleOptions(IngestOptions((tmp_path,), DataFolder(tmp_path / "data"), dask=address), "30 2 * * *")
    with pytest.raises(ConfigError, match=f"--dask {address}: is no address of a Dask scheduler"):
        run_schedule(options, lambda _: None)
    assert not (tmp_path / "data").exists()


def test_a_cluster_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A well-formed address is taken: its scheduler may be up by tonight. That none answers now is said."""
    pytest.importorskip("distributed")
    assert [checks.check_cluster(address) for address in (None, "local")] == [None, None]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = int(listening.getsockname()[1])
        warning = f"warning: no Dask scheduler answers at tcp://127.0.0.1:{port} now; a run fails while none does."
        assert warning == checks.check_cluster(f"tcp://127.0.0.1:{port}")
        listening.listen()
        assert checks.check_cluster(f"tcp://127.0.0.1:{port}") is None
    monkeypatch.setitem(sys.modules, "distributed.comm.addressing", None)
    with pytest.raises(ConfigError, match="--dask needs an optional part of casebook; `make extras`"):
        checks.check_cluster("local")


def test_an_address_that_is_none_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that can never answer is named at once."""
    monkeypatch.setenv("PREFECT_API_URL", "localhost:4200/api")
    options = ScheduleOptions(IngestOptions((tmp_path,), DataFolder(tmp_path / "data")), "* * * * *")
    with pytest.raises(ConfigError, match="PREFECT_API_URL is `localhost:4200/api`; a Prefect server has an http://"):
        run_schedule(options, lambda _: None)


def test_signals_that_are_ignored_stay_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """A schedule behind `nohup` outlives its terminal; elsewhere the end of the terminal ends it in order."""
    ignored: set[signal.Signals] = set()
    monkeypatch.setattr(signal, "getsignal", lambda number: signal.SIG_IGN if number in ignored else signal.SIG_DFL)
    assert set(schedule.signals_that_stop()) == {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
    ignored.update({signal.SIGHUP, signal.SIGTERM})
    assert set(schedule.signals_that_stop()) == {signal.SIGTERM, signal.SIGINT}


def test_a_schedule_that_nobody_reads_goes_on() -> None:
    """Sentences for the log fail nobody: whoever read it may be gone, and its disk full."""
    program = (
        "import os, sys\n"
        "from flows.commands.runs import _log_line\n"
        "reading, writing = os.pipe(); os.close(reading); os.dup2(writing, 2)\n"
        "_log_line('one'); _log_line('two')\n"
        "os.dup2(os.open('/dev/full', os.O_WRONLY) if os.path.exists('/dev/full') else 1, 2)\n"
        "_log_line('three'); os.dup2(1, 2); _log_line('four')\n"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert answer.returncode == 0
    assert "casebook: four" in answer.stdout


def test_a_folder_has_one_schedule(tmp_path: Path) -> None:
    """A second schedule of the same folder leaves with a sentence."""
    folder = DataFolder(tmp_path)
    OwnServer(folder)
    first = schedule._alone(folder)
    with pytest.raises(BusyError, match="is scheduled already by another process"):
        schedule._alone(folder)
    first.release()
    schedule._alone(folder).release()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder on a disk that was mounted for reading is no defect of ours."""

    def refuse(_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(schedule.FileLock, "acquire", refuse)
    with pytest.raises(ConfigError, match=r"schedule\.lock: cannot be written \(Read-only file system\)\."):
        schedule._alone(DataFolder(tmp_path))


def test_what_is_no_server_of_ours_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program, or another Prefect, at the server's address is told in a sentence, without a traceback or a password."""

    class Refused:
        def add_deployment(self, _: object) -> None:
            raise ValueError("1 validation error for DeploymentResponse\n  Input should be an object")

    monkeypatch.setenv("PREFECT_API_URL", "http://someone:secret@127.0.0.1:9/api")
    with pytest.raises(SystemExit) as ended:
        register(Refused(), None)  # type: ignore[arg-type]
    assert str(ended.value) == (
        "casebook: nothing is scheduled: what answers at http://127.0.0.1:9/api is no Prefect server that can be used "
        "(ValueError: 1 validation error for DeploymentResponse)."
    )


def test_two_users_of_a_machine_have_a_runner_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What starts runs keeps its scratch in the data folder: the one that Prefect takes belongs to the first user who came."""
    shared = tmp_path / "tmp"
    shared.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    folder = DataFolder(tmp_path / "data")
    left = folder.prefect / "runner/runner_storage/of-one-that-was-killed"
    left.mkdir(parents=True)
    runner = new_runner(folder, "nightly")
    assert not left.exists()
    assert runner._tmp_dir.is_relative_to(folder.prefect)
    assert tempfile.gettempdir() == str(shared)


def test_a_deployment_keeps_its_name(tmp_path: Path) -> None:
    """Each folder has a name of its own, the same at each start, without what Prefect forbids in names."""
    one, other = DataFolder(tmp_path / "a b/c%d"), DataFolder(tmp_path / "x/c%d")
    assert deployment_name(one) == deployment_name(DataFolder(tmp_path / "a b/c%d"))
    assert deployment_name(one) != deployment_name(other)
    assert deployment_name(one).startswith("c-d-")
