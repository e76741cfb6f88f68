"""Somebody is told of a run that needs a person, and nobody's failure to listen fails a run."""

from __future__ import annotations

import http.server
import json
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from flows import notify

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    monkeypatch.setattr(notify, "TIMEOUT_SECONDS", 0.3 if place == "/slow" else 10)
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
