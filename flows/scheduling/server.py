"""A Prefect server of casebook's own, on this machine alone: where it listens, how it is started, whether it answers.

Its database, log and port are below the data folder, so that a warehouse, its schedule and its history of runs move and are backed
up as one, and a Prefect profile of the user's (an account elsewhere, another server) is neither read nor changed.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import time
import urllib.error
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from flows.prefect_server import NO_ANSWER
from flows.scheduling.lifeline import GRACE_SECONDS, Child
from schemas.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.paths import DataFolder

HOST: Final = "127.0.0.1"

# Every address that this machine has, 127.0.0.1 among them.
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - only where somebody asks for it

# Prefect's own; the one that its users know.
USUAL_PORT: Final = 4200

# Flow runs older than this leave the server's database; the warehouse keeps its table of runs for good.
KEEP_DAYS: Final = 90

# The log of one start is kept beside that of the start before it; a server that logs much is restarted before it fills a disk.
MAX_LOG_BYTES: Final = 20_000_000


def quiet_environment() -> dict[str, str]:
    """Return the settings that keep Prefect from telling anybody about its use."""
    return {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    }


class OwnServer:
    """The Prefect server of one data folder, listening on loopback."""

    def __init__(self, folder: DataFolder, port: int | None = None, host: str = HOST) -> None:
        """Choose where the server listens: at `port`, else where it did before, else at the usual port or a free one.

        `host` is the address that it listens on; we ourselves, and the browser, ask it on this machine.

        Raises:
            ConfigError: The port that was asked for is in use or not for this user, this machine has no such address, or the
                folder cannot be written.
        """
        self._home = made_home(folder)
        self.host = host
        self._asked_for = port
        self.port = port or self._ports().get("server", USUAL_PORT)
        check_listening(host, 0)
        self._wait_for_former()
        check_listening(host, port or 0)
        self.port = port or self.remembered("server", (USUAL_PORT,))

    @property
    def api(self) -> str:
        """Address of the API."""
        return f"{self.ui}/api"

    @property
    def ui(self) -> str:
        """Address for a browser on this machine."""
        return f"http://{HOST if self.host == EVERYWHERE else self.host}:{self.port}"

    @property
    def log(self) -> Path:
        """File that it writes its log to."""
        return self._home / "server.log"

    def remembered(self, name: str, usual: tuple[int, ...] = ()) -> int:
        """Return a free port, the same one as the last time where that can be: links stay good over a restart."""
        ports = self._ports()
        wanted = [ports[name]] if name in ports else []
        port = next((port for port in (*wanted, *usual) if _is_free(port, self.host)), None) or _any_port()
        with suppress(OSError):
            (self._home / "ports.json").write_text(json.dumps({**ports, name: port}), encoding="utf-8")
        return port

    def environment(self) -> dict[str, str]:
        """Return the environment of whatever uses the server, and of itself."""
        return {
            **os.environ,
            **quiet_environment(),
            "PREFECT_HOME": str(self._home),
            "PREFECT_API_URL": self.api,
        }

    def start(self) -> Child:
        """Start the server; it answers after ten seconds to a minute (`is_up`).

        Where somebody else has taken its port, it moves to another, unless it was asked to be there.
        """
        if self._asked_for is None and not _is_free(self.port, self.host):
            self.port = self.remembered("server", (USUAL_PORT,))
        if self.log.exists() and self.log.stat().st_size > MAX_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.old"))
        settings = {
            # The pages of the UI come from the server itself: no other page may ask its API.
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"{self.ui},http://localhost:{self.port}",
            "PREFECT_UI_API_URL": self.api,
            # By itself it writes its pages beside its code, and has none where the checkout belongs to somebody else.
            "PREFECT_UI_STATIC_DIRECTORY": str(self._home / "ui"),
            "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(KEEP_DAYS * 24 * 3600),
        }
        arguments = ["server", "start", "--host", self.host, "--port", str(self.port)]
        with self.log.open("ab") as stream:
            return Child("prefect", arguments, {**self.environment(), **settings}, stream)

    def is_up(self, timeout_seconds: float = 5) -> bool:
        """Tell whether this very server answers, and not another that has taken its port."""
        try:
            with urllib.request.urlopen(f"{self.api}/admin/settings", timeout=timeout_seconds) as answer:  # noqa: S310 - our own address
                return bool(json.load(answer)["home"] == str(self._home))
        except urllib.error.HTTPError as error:
            return error.code == 401  # it was started with a password, which the client has
        except (*NO_ANSWER, KeyError, TypeError):
            return False

    def _wait_for_former(self) -> None:
        """Wait for the server that a schedule left behind when it was killed: it is ending, and holds our port."""
        given_up = time.monotonic() + GRACE_SECONDS
        while not _is_free(self.port, self.host) and self.is_up(timeout_seconds=1) and time.monotonic() < given_up:
            time.sleep(0.5)

    def _ports(self) -> dict[str, int]:
        try:
            ports = json.loads((self._home / "ports.json").read_bytes())
            return {name: port for name, port in ports.items() if isinstance(port, int)}
        except (OSError, ValueError, AttributeError):
            return {}


def made_home(folder: DataFolder) -> Path:
    """Return the folder of all that Prefect keeps, made if it is not there.

    Raises:
        ConfigError: It cannot be.
    """
    try:
        folder.prefect.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{folder.prefect}: the folder cannot be created: {error.strerror}") from error
    return folder.prefect


def check_listening(host: str, port: int) -> None:
    """Return when a server can listen at an address of this machine; port 0 is any.

    Raises:
        ConfigError: It cannot.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise ConfigError(f"port {port} is not open to this user; name one above 1023 with --port.") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise ConfigError(f"port {port} is in use; name another with --port.") from error
            raise ConfigError(f"{host} is no address of this machine; --host takes one, such as {HOST}.") from error


def _is_free(port: int, host: str) -> bool:
    try:
        check_listening(host, port)
    except (ConfigError, OverflowError):
        return False
    return True


def _any_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
