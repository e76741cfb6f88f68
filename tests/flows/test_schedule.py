"""Schedules: what is decided about runs, servers and processes, without a Prefect server."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefect.client.schemas.objects import StateType

from flows import notify, pages, schedule
from flows.parameters import options_of, parameters_of
from flows.presence import Ending, Presence, RunNote, noted_runs
from flows.road import IngestOptions
from flows.schedule import Kept, Pause, ScheduleOptions, Supervisor, deployment_name, run_schedule, shown_address
from flows.server import OwnServer
from flows.settle import superseded, verdict
from schemas.errors import BusyError, ConfigError
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        ("CRASHED", 600, Presence.gone, SAID, None),
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


@pytest.mark.parametrize(
    "options",
    [
        IngestOptions((Path("/a"), Path("/b c")), DataFolder(Path("/data"))),
        IngestOptions((Path("/a"),), DataFolder(Path("/data")), 0, 2.5, report=True, retried=frozenset({"x", "y"})),
        IngestOptions(("s3://bucket/in",), DataFolder(Path("/data")), include=("*.html", "x/"), max_files=3),
    ],
)
def test_options_survive_as_parameters(options: IngestOptions) -> None:
    """What a flow run is given as JSON is what was asked for."""
    parameters = json.loads(json.dumps(parameters_of(options)))
    assert options == options_of(**parameters)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"wokers": 2}, "`wokers` is not known; known are"),
        ({"report": "yes"}, "`report` is true or false"),
        ({"wait_seconds": "long"}, "`wait_seconds` is a number"),
        ({"include": "*.html"}, "`include` is a list of strings"),
        ({"paths": ["/etc"]}, "`paths` is not known"),
    ],
)
def test_parameters_that_mean_nothing_are_named(options: dict[str, Any], message: str) -> None:
    """An option that was changed in the UI to something else is refused with a sentence."""
    with pytest.raises(ConfigError, match=message):
        options_of(["/a"], "/data", options)


@given(st.lists(st.floats(0, 1000), max_size=30))
def test_pauses_grow_and_end(lives: list[float]) -> None:
    """What dies at once again and again is waited for twice as long each time, at most a minute; then short again."""
    pause, before = Pause(), 0.0
    for lived in lives:
        seconds = pause.after(lived)
        expected = 1.0 if lived >= schedule.STEADY_SECONDS or not before else min(60.0, before * 2)
        assert expected == seconds
        before = seconds


class FakeChild:
    """A child that dies when told."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.stopped = False

    def exit_code(self) -> int | None:
        return self.code

    def stop(self) -> None:
        self.stopped = True


def test_what_dies_is_started_again_after_its_pause() -> None:
    """A child that was killed is started again a second later, and that is said."""
    started: list[FakeChild] = []
    said: list[str] = []

    def start() -> Any:
        started.append(FakeChild())
        return started[-1]

    kept = Kept("the server", start, said.append)
    kept.look(10)
    kept.look(11)
    assert len(started) == 1
    started[0].code = -signal.SIGKILL
    kept.look(12)
    kept.look(12.5)
    assert (len(started), started[0].stopped) == (1, True)
    kept.look(13)
    assert len(started) == 2
    assert said == ["the server ended (killed by SIGKILL); it is started again in 1 s."]


def test_a_foreign_server_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """No run is started before the server answers; when it is away, that is said once, and the runner stays."""
    said: list[str] = []
    children: list[FakeChild] = []
    up = False
    monkeypatch.setattr(schedule, "answers", lambda api: up)

    def start() -> Any:
        children.append(FakeChild())
        return children[-1]

    supervisor = Supervisor("http://someone:secret@prefect.example:4200/api", start, said.append)
    for second in range(3):
        supervisor.look(second)
    assert (len(children), said) == (0, ["waiting for the Prefect server at http://prefect.example:4200/api …"])
    up = True
    supervisor.look(4)
    supervisor.look(5)
    assert (len(children), said[-1]) == (1, "the Prefect server answers; its UI is at http://prefect.example:4200")
    up = False
    for second in range(6, 60):
        supervisor.look(second)
    assert len(said) == 3
    assert "does not answer; trying on" in said[-1]
    assert (len(children), children[0].stopped) == (1, False)
    supervisor.stop()
    assert children[0].stopped


def test_a_server_that_hangs_is_started_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An own server with a process that answers nothing for minutes is ended, and started."""
    said: list[str] = []
    children: list[FakeChild] = []
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)

    def start() -> Any:
        children.append(FakeChild())
        return children[-1]

    server = OwnServer(DataFolder(tmp_path))
    monkeypatch.setattr(server, "start", start)
    monkeypatch.setattr(server, "is_up", lambda: False)
    supervisor = Supervisor(server, lambda: pytest.fail("no runner"), said.append)
    for second in range(0, 400, 5):
        supervisor.look(float(second))
    assert len(children) == 3
    assert children[0].stopped
    assert "has answered nothing for 180 s" in said[-1]


def test_a_deployment_keeps_its_name(tmp_path: Path) -> None:
    """Each folder has a name of its own, the same at each start, without what Prefect forbids in names."""
    one, other = DataFolder(tmp_path / "a b/c%d"), DataFolder(tmp_path / "x/c%d")
    assert deployment_name(one) == deployment_name(DataFolder(tmp_path / "a b/c%d"))
    assert deployment_name(one) != deployment_name(other)
    assert deployment_name(one).startswith("c-d-")


def test_passwords_stay_out_of_sentences() -> None:
    """An address is shown without its user and password."""
    assert shown_address("https://u:p@host:1/api") == "https://host:1/api"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cron": "every night"}, "`every night` is no cron line"),
        ({"cron": "61 * * * *"}, "is no cron line"),
        ({"cron": "* * * * * *"}, "is no cron line"),  # every second
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
    schedule.check_paths(["s3://bucket/folder", tmp_path])


def test_an_address_that_is_none_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that can never answer is named at once."""
    monkeypatch.setenv("PREFECT_API_URL", "localhost:4200/api")
    options = ScheduleOptions(IngestOptions((tmp_path,), DataFolder(tmp_path / "data")), "* * * * *")
    with pytest.raises(ConfigError, match="PREFECT_API_URL is `localhost:4200/api`; a Prefect server has an http://"):
        run_schedule(options, lambda _: None)


def test_a_folder_has_one_schedule(tmp_path: Path) -> None:
    """A second schedule of the same folder leaves with a sentence."""
    folder = DataFolder(tmp_path)
    OwnServer(folder)
    first = schedule._alone(folder)
    with pytest.raises(BusyError, match="is scheduled already by another process"):
        schedule._alone(folder)
    first.release()
    schedule._alone(folder).release()


def test_ports_are_kept(tmp_path: Path) -> None:
    """The server comes back where it was, unless somebody else is there; a port that is asked for has to be free."""
    folder = DataFolder(tmp_path)
    first = OwnServer(folder).port
    assert OwnServer(folder).port == first
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        with pytest.raises(ConfigError, match=f"port {taken} is in use"):
            OwnServer(folder, taken)
        (folder.prefect / "ports.json").write_text(json.dumps({"server": taken}))
        assert OwnServer(folder).port != taken
    (folder.prefect / "ports.json").write_text("{broken")
    assert OwnServer(folder).port


class OtherServer(http.server.BaseHTTPRequestHandler):
    """Answers as a Prefect server of another folder does."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"home": "/of/another/folder"}).encode())

    def log_message(self, *_: object) -> None:
        pass


def test_another_server_is_not_taken_for_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server of somebody else that took the port is not used: ours moves, and what starts runs moves with it."""
    started: list[FakeChild] = []
    apis: list[str] = []

    def start(*_: Any) -> Any:
        started.append(FakeChild())
        return started[-1]

    monkeypatch.setattr("flows.server.Child", start)
    server = OwnServer(DataFolder(tmp_path))

    def start_runner() -> Any:
        apis.append(server.api)
        return start()

    supervisor = Supervisor(server, start_runner, lambda _: None)
    supervisor.look(1)
    with http.server.ThreadingHTTPServer(("127.0.0.1", server.port), OtherServer) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        supervisor.look(2)
        assert (len(started), apis) == (1, [])  # somebody answers, and is not asked
        before, started[0].code = server.port, 1
        supervisor.look(3)
        supervisor.look(5)
        assert server.port != before
        monkeypatch.setattr(server, "is_up", lambda: True)
        supervisor.look(6)
        assert apis == [server.api]
        server.port = before
        supervisor.look(7)
        assert (apis[-1], started[2].stopped) == (server.api, True)
        other.shutdown()


@pytest.mark.parametrize("killed", [signal.SIGTERM, signal.SIGKILL])
def test_a_child_ends_with_its_parent(killed: signal.Signals) -> None:
    """Whatever ends the parent, its child ends a moment later."""
    code = (
        "import os, sys; from flows.lifeline import Child\n"
        "child = Child('http.server', ['0', '--bind', '127.0.0.1'], dict(os.environ))\n"
        "print(child.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=CHECKOUT,
    ) as parent:
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.send_signal(killed)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and Path(f"/proc/{child}/cmdline").exists() and _is_alive(child):
        time.sleep(0.05)
    assert not _is_alive(child)


def _is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


# Notifications


class Listener(http.server.BaseHTTPRequestHandler):
    """Keeps what it is told, or misbehaves as its path says."""

    heard: list[tuple[str, dict[str, Any]]] = []  # noqa: RUF012 - shared by all requests of a test

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, json.loads(body)))
        if self.path == "/slow":
            time.sleep(2)
        self.send_response({"/moved": 307, "/broken": 500}.get(self.path, 204))
        if self.path == "/moved":
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[str]:
    """Give the address of a server that listens to notifications."""
    Listener.heard = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_somebody_is_told(listener: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notification is one JSON object with the state, the reason, the counts and where the report is."""
    monkeypatch.setenv(notify.VARIABLE, f"{listener}/hook")
    told = notify.notify(
        "warned", "2 promises are broken", run="r1", data="/data", counts={"read": 3}, report="http://x/"
    )
    assert told is None
    expected = {
        "text": "casebook: the run into /data ended with warnings: 2 promises are broken",
        "run": "r1",
        "data": "/data",
        "state": "warned",
        "reason": "2 promises are broken",
        "counts": {"read": 3},
        "report": "http://x/",
    }
    assert Listener.heard == [("/hook", expected)]


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("/broken", "Internal Server Error"),
        ("/moved", "Temporary Redirect"),
        ("/slow", "nobody was notified: "),
        ("file:///etc/hostname", "nobody was notified: ConfigError"),
        ("http://127.0.0.1:1/closed", "refused"),
    ],
)
def test_nobody_listening_fails_nothing(
    place: str, problem: str, listener: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notification that fails is one sentence without the address, which may be a secret; no redirect is followed."""
    monkeypatch.setattr(notify, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setenv(notify.VARIABLE, listener + place if place.startswith("/") else place)
    told = notify.notify("failed", "no disk")
    assert problem in told
    assert place.rpartition("/")[2] not in told
    assert "/elsewhere" not in [path for path, _ in Listener.heard]


def test_without_an_address_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without CASEBOOK_NOTIFY nothing is sent."""
    monkeypatch.delenv(notify.VARIABLE, raising=False)
    monkeypatch.setattr(notify, "_OPENER", None)
    assert notify.notify("failed", "no disk") is None


# Report pages


def test_pages_are_for_this_machine(tmp_path: Path) -> None:
    """Pages are given under our own name alone, folders are not listed, and nothing above them is given."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/index.html").write_text("the report")
    (tmp_path / "reports/sub").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    served = pages.serve_pages(tmp_path / "reports", 0)
    port = served.server_port

    def get(path: str, host: str = f"127.0.0.1:{port}") -> tuple[int, bytes]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, b""

    assert get("/") == (200, b"the report")
    assert get("/index.html", f"localhost:{port}") == (200, b"the report")
    assert get("/index.html", f"evil.example:{port}")[0] == 403
    assert get("/sub/")[0] == 404
    assert get("/../secret.txt")[0] == 404
    assert get("/%2e%2e/secret.txt")[0] == 404
    served.shutdown()
    served.server_close()
