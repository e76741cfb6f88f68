"""Standard input, output and error, when whoever gave or read them is gone, or was never there."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Final, TextIO

_GONE: Final = (errno.EPIPE, errno.EIO)  # a pipe that nobody reads, a terminal that was closed


def open_missing() -> None:
    """Open standard input, output and error to nowhere, each if this process was started without it.

    The next file to be opened would take its number, a database for instance, and what a library prints would go there.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(number, mode, encoding="utf-8", errors="replace", closefd=False))  # noqa: SIM115 - open until the process ends


def drop_unread(*, unwritable: bool = False) -> None:
    """Send standard output and error to nowhere, each if nobody reads it any more.

    What could not be written stays in the stream, and Python's multiprocessing writes both out before it starts a process
    (`multiprocessing.util._flush_std_streams`): it would never start one again. With `unwritable`, what could not be written
    for another reason is dropped, too, and the stream kept: a log whose disk is full may have room again.

    Raises:
        OSError: They cannot be written for another reason, such as a full disk; never with `unwritable`.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            continue  # there is none, or it is closed
        except OSError as error:
            is_gone = error.errno in _GONE
            if not is_gone and not unwritable:
                raise
            with suppress(OSError, ValueError):
                _empty(stream, keep=not is_gone)


def _empty(stream: TextIO, *, keep: bool) -> None:
    """Write what stands in a stream to nowhere, and with `keep` let it lead again where it did."""
    descriptor = stream.fileno()
    before = os.dup(descriptor)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, descriptor)
        stream.flush()
        if keep:
            os.dup2(before, descriptor)
    finally:
        os.close(nowhere)
        os.close(before)
