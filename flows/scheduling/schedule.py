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
from flows.prefect_server import shown_address
from flows.scheduling import pages, steady_log
from flows.scheduling.checks import check_cluster, check_paths, check_times
from flows.scheduling.lifeline import Child
from flows.scheduling.server import HOST, OwnServer, made_home, quiet_environment
from flows.scheduling.supervisor import Supervisor
from schemas.errors import BusyError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flows.road import IngestOptions
    from warehouse.paths import DataFolder

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
        ConfigError: A path, a pattern, the cron line, the time zone, the port, PREFECT_API_URL, the address of
            notifications or that of a Dask scheduler cannot be used.
        BusyError: The data folder is scheduled already by another process.
    """
    folder = options.ingest.folder
    timezone = options.timezone or local_timezone()
    check_paths(options.ingest.paths, options.ingest.endpoint)
    options.ingest.inbox.check()
    warning = check_cluster(options.ingest.dask)
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
        check_times(options.cron, timezone, server.environment()["PREFECT_HOME"])
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
        if warning:
            say(warning)
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
    except OSError as error:
        raise ConfigError(f"{lock.lock_file}: cannot be written ({error.strerror or error}).") from error
    return lock


def _serve_pages(folder: DataFolder, server: OwnServer, stack: ExitStack) -> str:
    """Serve the report pages until `stack` is left, and return their address."""
    port = server.remembered("pages", (server.port + 1,))
    served = pages.serve_pages(folder.reports, port, server.host)
    stack.callback(served.shutdown)
    return f"http://{urlsplit(server.ui).hostname}:{port}"
