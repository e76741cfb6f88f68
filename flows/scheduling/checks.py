"""What can be known of a schedule before its first run: a slip of the pen would fail each run, and nobody watches.

No server is asked for anything but whether it is there: one that is away now may be back by tonight.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
import socket
from typing import TYPE_CHECKING, Any, Final

from flows.cluster import LOCAL
from flows.remote import RemoteFolder, is_remote
from schemas.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

CRON_FIELDS: Final = 5

MAX_PORT: Final = 65535

ANSWER_SECONDS: Final = 3


def check_paths(paths: Iterable[object], endpoint: str | None = None) -> None:
    """Return when every folder or file of this machine is there, and every address is one: nothing is asked of a server.

    Raises:
        ConfigError: One of them is not, or what reads such addresses is not installed.
    """
    for path in map(str, paths):
        if is_remote(path):
            RemoteFolder(path, endpoint)
        elif not os.path.lexists(path):
            raise ConfigError(f"{path}: there is no such file or folder.")


def check_times(cron: str, timezone: str, prefect_home: str) -> None:
    """Return when the cron line and the time zone can be used, and the line names a time that comes.

    `prefect_home` is where Prefect, which is loaded for this, keeps its things.

    Raises:
        ConfigError: One of them cannot, or it never does.
    """
    os.environ.setdefault("PREFECT_HOME", prefect_home)
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
    times: Any = importlib.import_module("prefect._vendor.croniter")  # by which its server finds the next run
    try:
        times.croniter(cron, dt.datetime.now(dt.UTC)).get_next()
    except times.CroniterBadDateError as error:
        raise ConfigError(f"`{cron}` never comes: no month that it names has such a day.") from error


def check_cluster(address: str | None) -> str | None:
    """Return a warning when no Dask scheduler answers at `address` now; null when one does, or none is needed before a run.

    Raises:
        ConfigError: The address is none, or Dask is not installed.
    """
    if address is None:
        return None
    try:
        from distributed.comm.addressing import parse_address, parse_host_port
        from distributed.comm.registry import backends
    except ImportError as error:
        raise ConfigError(
            "--dask needs an optional part of casebook; `make extras` installs it (or `pip install distributed`)."
        ) from error
    if address == LOCAL:
        return None
    try:
        scheme, place = parse_address(address)
        host, port = parse_host_port(place)
    except ValueError:
        scheme, host, port = "", "", 0
    is_one = scheme in backends and host and not any(map(str.isspace, address)) and 0 < port <= MAX_PORT
    if not is_one:
        raise ConfigError(
            f"--dask {address}: is no address of a Dask scheduler; one is tcp://HOST:8786, or `local` for a cluster on "
            "this machine."
        )
    try:
        socket.create_connection((host, port), ANSWER_SECONDS).close()
    except OSError:
        return f"warning: no Dask scheduler answers at {address} now; a run fails while none does."
    return None
