"""The protocols of folders on other machines: the library that speaks each, and with which limits.

A library finds the user's keys where the provider's own tools keep them; an address holds no password.
"""

from __future__ import annotations

import importlib
import logging
import os
import re
from typing import Any, Final
from urllib.parse import urlsplit

from schemas.errors import ConfigError

LIBRARIES: Final = {
    "s3": ("s3fs", "S3FileSystem"),
    "gs": ("gcsfs", "GCSFileSystem"),
    "sftp": ("sshfs", "SSHFileSystem"),
}

for _module, _ in LIBRARIES.values():
    # What they log they raise as well, and a run tells it in a sentence; without a handler Python prints their tracebacks.
    logging.getLogger(_module).addHandler(logging.NullHandler())

CONNECT_SECONDS: Final = 15
READ_SECONDS: Final = 60

ATTEMPTS: Final = 4
"""How often a request is made until a server counts as failed."""

PASSWORD_VARIABLE: Final = "CASEBOOK_SFTP_PASSWORD"  # noqa: S105 - its name, not a password
"""Environment variable with the password for SFTP servers that take no key."""


def library(scheme: str) -> Any:  # noqa: ANN401 - a class of an optional library
    """Return the class of the protocol's file systems.

    Raises:
        ImportError: Its library is not installed.
    """
    # gcsfs, read at its import: asking for the kind of bucket over gRPC takes more rights than reading, and two minutes
    # where nobody answers.
    os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    module, name = LIBRARIES[scheme]
    return getattr(importlib.import_module(module), name)


def library_options(scheme: str, address: str, endpoint: str | None) -> dict[str, Any]:
    """Return the options of the protocol's file system, limits of time included.

    Raises:
        ConfigError: The library is not installed, or the address or endpoint is malformed.
    """
    try:
        library(scheme)
    except ImportError as error:
        raise ConfigError(
            f"{without_password(address)}: reading {scheme}:// needs an optional part of casebook; `make extras` "
            f"installs it (or `pip install {LIBRARIES[scheme][0]}`)."
        ) from error
    if endpoint is not None and not _is_server(endpoint):
        raise ConfigError("--endpoint takes the http:// or https:// address of a server, without a password.")
    if scheme == "s3":
        options: dict[str, Any] = {
            "config_kwargs": {
                "connect_timeout": CONNECT_SECONDS,
                "read_timeout": READ_SECONDS,
                "retries": {"max_attempts": ATTEMPTS, "mode": "standard"},
            }
        }
        return options | ({"client_kwargs": {"endpoint_url": endpoint}} if endpoint else {})
    if scheme == "gs":
        options = {"access": "read_only", "requests_timeout": READ_SECONDS}
        return options | ({"endpoint_url": endpoint} if endpoint else {})
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise ConfigError(f"{without_password(address)}: is no address of a server ({error}).") from error
    if parts.password is not None:
        # An address is shown, stored and handed to schedulers; a key or an environment variable is not.
        raise ConfigError(
            f"{without_password(address)}: leave the password out of the address; use a key, or set {PASSWORD_VARIABLE}."
        )
    login = {"username": parts.username, "password": os.environ.get(PASSWORD_VARIABLE), "port": port}
    return {
        "host": parts.hostname or "",
        # Its own default trusts any server; this is the user's known_hosts file.
        "known_hosts": (),
        "connect_timeout": CONNECT_SECONDS,
        "login_timeout": CONNECT_SECONDS,
        "keepalive_interval": CONNECT_SECONDS,
        **{name: value for name, value in login.items() if value is not None},
    }


def _is_server(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        has_port = parts.port != 0  # raises where it is none
    except ValueError:
        return False
    return has_port and parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"[@\s]", endpoint)


def without_password(address: str) -> str:
    """Return the address as it may be shown."""
    return re.sub(r"(://[^/@:]*):[^/@]*@", r"\1@", address)
