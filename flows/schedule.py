"""Runs on a schedule, with nobody watching: `casebook schedule`.

This process starts two others and keeps them going: a Prefect server of its own (unless PREFECT_API_URL names
one) and the process that starts runs (`flows.serve`). It restarts what dies, waits for a server that is away, and ends both
when it ends. Both end with it even when it is killed (`flows.lifeline`), so that the next start finds no other of them at work.
"""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

import orjson
import tzlocal
from filelock import FileLock, Timeout

from flows import notify, pages, steady_log
from flows.lifeline import Child
from flows.parameters import parameters_of
from flows.server import HOST, OwnServer, answers, quiet_environment
from schemas.errors import BusyError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flows.road import IngestOptions
    from warehouse.paths import DataFolder

# A server that has its process but answers nothing for so long is started anew.
SILENCE_SECONDS: Final = 180.0

# What has lived for so long died of something new: the next pause is short again.
STEADY_SECONDS: Final = 300.0
LONGEST_PAUSE_SECONDS: Final = 60.0

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


@dataclass(slots=True)
class Pause:
    """How long to wait before something that died is started again: a second, then twice as long each time."""

    deaths: int = 0

    def after(self, lived_seconds: float) -> float:
        """Return the seconds to wait after a life of so many."""
        self.deaths = 1 if lived_seconds >= STEADY_SECONDS else self.deaths + 1
        return min(LONGEST_PAUSE_SECONDS, 2.0 ** min(self.deaths - 1, 10))


@dataclass(slots=True)
class Kept:
    """A child process that is started, and started again when it dies."""

    name: str
    start: Callable[[], Child]
    say: Callable[[str], None]
    pause: Pause = field(default_factory=Pause)
    child: Child | None = None
    started: float = 0.0
    not_before: float = 0.0

    def look(self, now: float) -> None:
        """Start it if it does not run and its pause is over."""
        if self.child is not None:
            code = self.child.exit_code()
            if code is None:
                return
            seconds = self.pause.after(now - self.started)
            self.say(f"{self.name} ended ({_ending(code)}); it is started again in {seconds:.0f} s.")
            self.not_before = now + seconds
            self.stop()
        if now >= self.not_before:
            self.child, self.started = self.start(), now

    def stop(self) -> None:
        """End it, if it runs."""
        if self.child is not None:
            self.child.stop()
            self.child = None


def run_schedule(options: ScheduleOptions, say: Callable[[str], None]) -> None:
    """Run the schedule until this process is told to stop (SIGINT, SIGTERM); `say` is given sentences for people.

    Raises:
        ConfigError: A path, a pattern, the cron line, the time zone, the port, PREFECT_API_URL or the address of
            notifications cannot be used.
        BusyError: The data folder is scheduled already by another process.
    """
    folder = options.ingest.folder
    timezone = options.timezone or local_timezone()
    check_paths(options.ingest.paths)
    options.ingest.inbox.check()
    if options.notify:
        notify.check_address(options.notify)
    api = os.environ.get("PREFECT_API_URL") or None
    if api and urlsplit(api).scheme not in {"http", "https"}:
        raise ConfigError(
            f"PREFECT_API_URL is `{shown_address(api)}`; a Prefect server has an http:// or https:// address."
        )
    folder.create()
    server = OwnServer(folder, options.port, options.host)
    os.environ.update(quiet_environment())
    check_schedule(options.cron, timezone, server)
    stop = threading.Event()
    with ExitStack() as stack:
        stack.callback(_alone(folder).release)
        extra = {pages.VARIABLE: _serve_pages(folder, server, stack), steady_log.VARIABLE: steady_log.HANDLER}
        if options.notify:
            extra[notify.VARIABLE] = options.notify

        def start_runner() -> Child:
            environment = server.environment() if api is None else {**os.environ, **quiet_environment()}
            return Child("flows.serve", [orjson.dumps(_deployment(options, timezone)).decode()], environment | extra)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            stack.callback(signal.signal, number, signal.signal(number, lambda *_: stop.set()))
        say(f"schedule `{options.cron}` ({timezone}): {folder.root}")
        supervisor = Supervisor(api or server, start_runner, say)
        stack.callback(say, "stopped.")
        stack.callback(supervisor.stop)
        while not stop.wait(_LOOK_SECONDS):
            supervisor.look(time.monotonic())
        say("stopping: a run that is on its way is ended, and what it has done is taken up by the next.")


class Supervisor:
    """Keeps the server, where it is our own, and the process that starts runs."""

    def __init__(self, server: OwnServer | str, start_runner: Callable[[], Child], say: Callable[[str], None]) -> None:
        """Keep `server`, or use the one whose API is at that address."""
        self._own = server if isinstance(server, OwnServer) else None
        self._foreign = server if isinstance(server, str) else ""
        self._say = say
        self._server = Kept("the Prefect server", self._own.start, say) if self._own else None
        self._runner = Kept("the process that starts runs", start_runner, say)
        self._runner_api = ""
        self._heard = time.monotonic()
        self._asked = 0.0
        self._is_up: bool | None = None

    @property
    def _api(self) -> str:
        return self._own.api if self._own else self._foreign

    def look(self, now: float) -> None:
        """Start what does not run; called every second."""
        if self._server:
            self._server.look(now)
        # A server that is up is asked now and then; one that is awaited, every second.
        if not self._is_up or now - self._asked > 15:
            self._ask(now)
        if self._server and self._server.child and now - max(self._heard, self._server.started) > SILENCE_SECONDS:
            self._say(f"the Prefect server has answered nothing for {SILENCE_SECONDS:.0f} s; it is started again.")
            self._server.stop()
        if self._runner.child is not None and self._runner_api != self._api:
            self._runner.stop()  # the server had to move to another port
        # A runner that lives goes on without a server for minutes; a new one needs it at once.
        if self._is_up or self._runner.child is not None:
            self._runner_api = self._api
            self._runner.look(now)

    def stop(self) -> None:
        """End the runner, with its run, and then the server that it reports to."""
        self._runner.stop()
        if self._server:
            self._server.stop()

    def _ask(self, now: float) -> None:
        self._asked = now
        is_up = self._own.is_up() if self._own else answers(self._api)
        if is_up:
            self._heard = now
        place = shown_address(self._api)
        if is_up and not self._is_up:
            self._say(f"the Prefect server answers; its UI is at {place.removesuffix('/api')}")
        elif self._is_up is None and not is_up:
            self._say(f"waiting for the Prefect server at {place} …")
        elif self._is_up and not is_up:
            self._say(
                f"the Prefect server at {place} does not answer; trying on. Runs that come due are caught up by one."
            )
        self._is_up = is_up


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


def check_paths(paths: Iterable[object]) -> None:
    """Return when every folder or file of this machine is there: a slip of the pen would fail each run, and nobody watches.

    Raises:
        ConfigError: One of them is not.
    """
    for path in map(str, paths):
        if "://" not in path and not os.path.lexists(path):
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


def shown_address(address: str) -> str:
    """Return an address without the user and password that it may hold."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


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
    """
    lock = FileLock(folder.prefect / "schedule.lock", timeout=0)
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
    return f"http://{HOST}:{port}"


def _ending(code: int) -> str:
    try:
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    except ValueError:
        return f"exit code {code}"
