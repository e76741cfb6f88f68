"""Keeps the processes of a schedule going: starts what dies, waits for a server that is away."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flows.prefect_server import answers, shown_address
from flows.scheduling.server import OwnServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flows.scheduling.lifeline import Child

# A server that has its process but answers nothing for so long is started anew.
SILENCE_SECONDS: Final = 180.0

# What has lived for so long died of something new: the next pause is short again.
STEADY_SECONDS: Final = 300.0
LONGEST_PAUSE_SECONDS: Final = 60.0


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
    log: Path | None = None
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
            why = f"; {self.log} may say why" if self.log and code > 0 else ""
            self.say(f"{self.name} ended ({_ending(code)}{why}); it is started again in {seconds:.0f} s.")
            self.not_before = now + seconds
            self.stop()
        if now >= self.not_before:
            try:
                self.child, self.started = self.start(), now
            except OSError as error:  # no process is free, or no memory, or its log cannot be written
                seconds = self.pause.after(0)
                self.say(
                    f"{self.name} cannot be started ({error.strerror or error}); it is tried again in {seconds:.0f} s."
                )
                self.not_before = now + seconds

    def stop(self) -> None:
        """End it, if it runs."""
        if self.child is not None:
            self.child.stop()
            self.child = None


class Supervisor:
    """Keeps the server, where it is our own, and the process that starts runs."""

    def __init__(self, server: OwnServer | str, start_runner: Callable[[], Child], say: Callable[[str], None]) -> None:
        """Keep `server`, or use the one whose API is at that address."""
        self._own = server if isinstance(server, OwnServer) else None
        self._foreign = server if isinstance(server, str) else ""
        self._say = say
        self._server = Kept("the Prefect server", self._own.start, say, self._own.log) if self._own else None
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


def _ending(code: int) -> str:
    try:
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    except ValueError:
        return f"exit code {code}"
