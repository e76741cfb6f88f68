"""The Prefect server that PREFECT_API_URL names: whether it answers, and what is wrong with one that cannot be used.

Any program may listen there, and a Prefect of another age, or one that asks for a password, refuses each in its own way.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Final
from urllib.parse import urlsplit, urlunsplit

NO_ANSWER: Final = (OSError, ValueError, http.client.HTTPException)
"""What asking a server raises where none is, or something that speaks otherwise."""

_MAX_BYTES: Final = 1_000
_MAX_WORDS: Final = 200
_WANTS_A_KEY: Final = frozenset({401, 403})


def shown_address(address: str) -> str:
    """Return an address without the user and password that it may hold."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def answers(api: str, timeout_seconds: float = 5) -> bool:
    """Tell whether the Prefect server at `api` answers."""
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=timeout_seconds) as answer:  # noqa: S310 - the user's own address
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        return error.code in _WANTS_A_KEY  # the server is there, and the client has the key
    except NO_ANSWER:
        return False


def why_unusable(api: str, error: Exception) -> str:
    """Return what is wrong with what answers at `api`, where Prefect's client failed there with `error`."""
    import prefect

    place = shown_address(api)
    version = _version(api)
    if version in _WANTS_A_KEY:
        return f"the Prefect server at {place} asks for a password: set PREFECT_API_AUTH_STRING as it has it"
    words = (str(error) or "no reason given").splitlines()[0].rstrip(".")
    reason = f"{type(error).__name__}: {words if len(words) <= _MAX_WORDS else f'{words[:_MAX_WORDS]}…'}"
    if isinstance(version, str) and version != prefect.__version__:
        return f"the Prefect server at {place} has version {version}, where {prefect.__version__} is wanted ({reason})"
    return f"what answers at {place} is no Prefect server that can be used ({reason})"


def _version(api: str, timeout_seconds: float = 5) -> str | int | None:
    """Return the version of the Prefect server at `api`, the status where it refuses, null where it tells none."""
    try:
        with urllib.request.urlopen(f"{api}/admin/version", timeout=timeout_seconds) as answer:  # noqa: S310 - as above
            version = json.loads(answer.read(_MAX_BYTES))
    except urllib.error.HTTPError as error:
        return error.code
    except NO_ANSWER:
        return None
    return version if isinstance(version, str) and version.isprintable() else None
