"""A word to somebody when a run needs a person: one JSON POST to an address that the user gave.

The address is read from CASEBOOK_NOTIFY (`casebook schedule --notify` sets it for its runs), and never becomes a
parameter of a run: such addresses often hold a secret, and parameters are shown in the UI. Nobody's failure to listen may
fail a run: the request is bounded in time, follows no redirect, and what goes wrong is said in the log alone.
"""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import orjson

from schemas.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE: Final = "CASEBOOK_NOTIFY"

TIMEOUT_SECONDS: Final = 10.0

_VERBS: Final = {"failed": "failed", "crashed": "crashed", "warned": "ended with warnings"}


def check_address(address: str) -> str:
    """Return the address of a webhook.

    Raises:
        ConfigError: It is not an http or https address with a host.
    """
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(f"{address}: notifications go to an http:// or https:// address.")
    return address


def notify(
    state: str,
    reason: str,
    *,
    run: str | None = None,
    data: str | None = None,
    counts: Mapping[str, int] | None = None,
    report: str | None = None,
) -> str | None:
    """Tell the address of CASEBOOK_NOTIFY how a run ended; return what went wrong in telling it, null when nothing did.

    `state` is `failed`, `crashed` or `warned`. The body is a JSON object of the arguments and `text`, one sentence that
    chat services show as it is.
    """
    address = os.environ.get(VARIABLE)
    if not address:
        return None
    body: dict[str, Any] = {
        "text": f"casebook: the run into {data} {_VERBS.get(state, state)}: {reason}",
        "run": run,
        "data": data,
        "state": state,
        "reason": reason,
        "counts": dict(counts) if counts else None,
        "report": report,
    }
    try:
        request = urllib.request.Request(  # noqa: S310 - `check_address` lets no other scheme through
            check_address(address), orjson.dumps(body), {"Content-Type": "application/json", "User-Agent": "casebook"}
        )
        with _OPENER.open(request, timeout=TIMEOUT_SECONDS):
            return None
    except (ConfigError, OSError, ValueError) as error:
        # The address itself stays out of the log: its path is often the secret.
        cause = error.reason if isinstance(error, urllib.error.URLError) else type(error).__name__
        return f"nobody was notified: {cause}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a webhook that moves is to be configured anew."""

    def redirect_request(self, *_: object) -> None:
        """Leave the answer as it is: an error."""


_OPENER: Final = urllib.request.build_opener(_NoRedirect)
