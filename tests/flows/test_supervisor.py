"""The supervisor of a schedule: it starts what dies, waits for what is away, and takes no other server for ours."""

from __future__ import annotations

import http.server
import json
import os
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.scheduling.server import EVERYWHERE, OwnServer
from flows.scheduling.supervisor import STEADY_SECONDS, Kept, Pause, Supervisor
from schemas.errors import ConfigError
from warehouse.paths import DataFolder


@given(st.lists(st.floats(0, 1000), max_size=30))
def test_pauses_grow_and_end(lives: list[float]) -> None:
    """What dies at once again and again is waited for twice as long each time, at most a minute; then short again."""
    pause, before = Pause(), 0.0
    for lived in lives:
        seconds = pause.after(lived)
        expected = 1.0 if lived >= STEADY_SECONDS or not before else min(60.0, before * 2)
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
    kept.log = Path("/data/prefect/server.log")
    started[1].code = 3
    kept.look(14)
    assert "the server ended (exit code 3; /data/prefect/server.log may say why); it is started again in" in said[-1]


def test_what_cannot_be_started_is_tried_again() -> None:
    """A machine that has no process or memory free for a moment, or a log that cannot be written, ends no schedule."""
    said: list[str] = []
    child: Any = FakeChild()
    outcomes: list[Any] = [
        OSError(11, "Resource temporarily unavailable"),
        OSError(28, "No space left on device"),
        child,
    ]

    def start() -> Any:
        outcome = outcomes.pop(0)
        if isinstance(outcome, OSError):
            raise outcome
        return outcome

    kept = Kept("the server", start, said.append)
    for second in (10.0, 10.5, 11.0, 12.0, 13.0):
        assert kept.child is None
        kept.look(second)
    assert kept.child is child
    assert said == [
        "the server cannot be started (Resource temporarily unavailable); it is tried again in 1 s.",
        "the server cannot be started (No space left on device); it is tried again in 2 s.",
    ]


def test_a_foreign_server_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """No run is started before the server answers; when it is away, that is said once, and the runner stays."""
    said: list[str] = []
    children: list[FakeChild] = []
    up = False
    monkeypatch.setattr("flows.scheduling.supervisor.answers", lambda api: up)

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


def test_the_server_writes_into_the_data_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service runs from a checkout that it may not write: the pages of the UI, which Prefect copies, go elsewhere."""
    given: list[dict[str, str]] = []
    monkeypatch.setattr("flows.scheduling.server.Child", lambda *arguments: given.append(arguments[2]))
    OwnServer(DataFolder(tmp_path)).start()
    for setting in ("PREFECT_HOME", "PREFECT_UI_STATIC_DIRECTORY"):
        assert given[0][setting].startswith(str(tmp_path)), setting


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


def test_a_server_that_was_left_behind_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a schedule was killed its server takes a moment to end: the next one keeps its port, and its links."""
    folder = DataFolder(tmp_path)
    asked: list[float] = []
    with socket.socket() as former:
        former.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        former.bind(("127.0.0.1", 0))  # the usual port may be somebody else's
        former.listen()
        port = int(former.getsockname()[1])
        folder.prefect.mkdir()
        (folder.prefect / "ports.json").write_text(json.dumps({"server": port}))

        def ends_soon(_: OwnServer, timeout_seconds: float = 5) -> bool:
            asked.append(timeout_seconds)
            if len(asked) == 2:
                former.close()
            return True

        monkeypatch.setattr(OwnServer, "is_up", ends_soon)
        assert OwnServer(folder, port).port == port
        assert OwnServer(folder).port == port
    assert len(asked) == 2


def test_where_a_server_cannot_listen_is_said(tmp_path: Path) -> None:
    """An address of another machine, a name that is none and a port of the system's are each told in a sentence."""
    for host in ("192.0.2.1", "no such host"):
        with pytest.raises(ConfigError, match=f"{host} is no address of this machine"):
            OwnServer(DataFolder(tmp_path), host=host)
    if os.geteuid() != 0:
        with pytest.raises(ConfigError, match="port 1 is not open to this user"):
            OwnServer(DataFolder(tmp_path), 1)
    everywhere, named = (OwnServer(DataFolder(tmp_path), host=host) for host in (EVERYWHERE, "localhost"))
    assert everywhere.api == f"http://127.0.0.1:{everywhere.port}/api"
    assert named.api == f"http://localhost:{named.port}/api"


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

    monkeypatch.setattr("flows.scheduling.server.Child", start)
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
