"""Runs on a schedule, with nobody watching: `casebook schedule`.

This process starts two others and keeps them going: a Prefect server of its own (unless PREFECT_API_URL names
one) and the process that starts runs (`flows.scheduling.serve`). It restarts what dies, waits for a server that is away, and ends both
when it ends. Both end with it even when it is killed (`flows.scheduling.lifeline`), so that the next start finds no other of them at work.
"""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import orjson
import tzlocal
from filelock import FileLock, Timeout

from flows import notify
from flows.parameters import parameters_of
from flows.remote import RemoteFolder, is_remote
from flows.scheduling import pages, steady_log
from flows.scheduling.lifeline import Child
from flows.scheduling.server import HOST, OwnServer, made_home, quiet_environment
from flows.scheduling.supervisor import Supervisor, shown_address
from schemas.errors import BusyError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flows.road import IngestOptions
    from warehouse.paths import DataFolder

CRON_FIELDS: Final = 5

_LOOK_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class ScheduleOptions:
    """What is scheduled, when, and who is told; `timezone` is an IANA name, null for this machine's own."""

    ingest: IngestOptions
    cron: str
    timezone: str | None = None
    port: int | None = None
    host: str = HOST
    notify: str | None = None


def run_schedule(options: ScheduleOptions, say: Callable[[str], None]) -> None:
    """Run the schedule until this process is told to stop (SIGINT, SIGTERM); `say` is given sentences for people.

    Raises:
        ConfigError: A path, a pattern, the cron line, the time zone, the port, PREFECT_API_URL or the address of
            notifications cannot be used.
        BusyError: The data folder is scheduled already by another process.
    """
    folder = options.ingest.folder
    timezone = options.timezone or local_timezone()
    check_paths(options.ingest.paths, options.ingest.endpoint)
    options.ingest.inbox.check()
    if options.notify:
        notify.check_address(options.notify)
    api = os.environ.get("PREFECT_API_URL") or None
    if api and urlsplit(api).scheme not in {"http", "https"}:
        raise ConfigError(
            f"PREFECT_API_URL is `{shown_address(api)}`; a Prefect server has an http:// or https:// address."
        )
    folder.create()
    os.environ.update(quiet_environment())
    stop = threading.Event()
    with ExitStack() as stack:
        stack.callback(_alone(folder).release)
        server = OwnServer(folder, options.port, options.host)
        check_schedule(options.cron, timezone, server)
        extra = {pages.VARIABLE: _serve_pages(folder, server, stack), **steady_log.SETTINGS}
        if options.notify:
            extra[notify.VARIABLE] = options.notify

        def start_runner() -> Child:
            environment = server.environment() if api is None else {**os.environ, **quiet_environment()}
            return Child(
                "flows.scheduling.serve", [orjson.dumps(_deployment(options, timezone)).decode()], environment | extra
            )

        for number in signals_that_stop():
            stack.callback(signal.signal, number, signal.signal(number, lambda *_: stop.set()))
        say(f"schedule `{options.cron}` ({timezone}): {folder.root}")
        supervisor = Supervisor(api or server, start_runner, say)
        stack.callback(say, "stopped.")
        stack.callback(supervisor.stop)
        while not stop.wait(_LOOK_SECONDS):
            supervisor.look(time.monotonic())
        say("stopping: a run that is on its way is ended, and what it has done is taken up by the next.")


def signals_that_stop() -> list[signal.Signals]:
    """Return the signals that end a schedule: not those that whoever started it (`nohup`, a shell's `&`) set it to ignore."""
    asked = [number for number in (signal.SIGINT, signal.SIGHUP) if signal.getsignal(number) is not signal.SIG_IGN]
    return [signal.SIGTERM, *asked]


def deployment_name(folder: DataFolder) -> str:
    """Return the name of a warehouse's deployment: the same at each start, another for each folder."""
    digest = hashlib.sha256(str(folder.root).encode()).hexdigest()[:6]
    readable = "".join(c if c.isalnum() or c in "-_." else "-" for c in folder.root.name)
    return f"{readable}-{digest}"


def local_timezone() -> str:
    """Return the IANA name of this machine's time zone, UTC where it has none."""
    try:
        return tzlocal.get_localzone_name() or "UTC"
    except (LookupError, OSError, ValueError):
        return "UTC"


def check_paths(paths: Iterable[object], endpoint: str | None = None) -> None:
    """Return when every folder or file of this machine is there, and every address is one: nothing is asked of a server.

    A slip of the pen would fail each run, and nobody watches.

    Raises:
        ConfigError: One of them is not, or what reads such addresses is not installed.
    """
    for path in map(str, paths):
        if is_remote(path):
            RemoteFolder(path, endpoint)
        elif not os.path.lexists(path):
            raise ConfigError(f"{path}: there is no such file or folder.")


def check_schedule(cron: str, timezone: str, server: OwnServer) -> None:
    """Return when the cron line and the time zone can be used.

    Raises:
        ConfigError: One of them cannot.
    """
    os.environ.setdefault("PREFECT_HOME", server.environment()["PREFECT_HOME"])
    from prefect.client.schemas.schedules import CronSchedule
    from pydantic import ValidationError

    unusable = (
        f"`{cron}` is no cron line: five fields, minute hour day month weekday; `30 2 * * *` is every night at 2:30."
    )
    # Prefect takes a sixth field, of seconds; a single word is `@daily` and its like.
    if len(cron.split()) not in {1, CRON_FIELDS}:
        raise ConfigError(unusable)
    try:
        CronSchedule(cron=cron, timezone=timezone)
    except (ValidationError, ValueError) as error:
        wrong = ["timezone"] if not isinstance(error, ValidationError) else [e["loc"][0] for e in error.errors()]
        if "timezone" in wrong:
            raise ConfigError(f"time zone `{timezone}` is not known; one is named like Europe/Lisbon.") from error
        raise ConfigError(unusable) from error


def _deployment(options: ScheduleOptions, timezone: str) -> Mapping[str, object]:
    folder = options.ingest.folder
    parameters = {**parameters_of(options.ingest), "skip_when_busy": True}
    # A run's working folder is Prefect's affair: relative paths would be of another place.
    parameters["paths"] = [place if "://" in place else os.path.abspath(place) for place in parameters["paths"]]  # noqa: PTH100 - links stay links
    return {"name": deployment_name(folder), "cron": options.cron, "timezone": timezone, "parameters": parameters}


def _alone(folder: DataFolder) -> FileLock:
    """Return the right to be the schedule of a folder; free it by leaving.

    Raises:
        BusyError: Another process has it.
        ConfigError: Nothing can be written there.
    """
    lock = FileLock(made_home(folder) / "schedule.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise BusyError(f"{folder.root} is scheduled already by another process; end that one first.") from error
    return lock


def _serve_pages(folder: DataFolder, server: OwnServer, stack: ExitStack) -> str:
    """Serve the report pages until `stack` is left, and return their address."""
    port = server.remembered("pages", (server.port + 1,))
    served = pages.serve_pages(folder.reports, port, server.host)
    stack.callback(served.shutdown)
    return f"http://{urlsplit(server.ui).hostname}:{port}"
