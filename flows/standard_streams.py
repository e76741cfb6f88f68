"""Standard output and error, when whoever read them is gone."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Final

_GONE: Final = (errno.EPIPE, errno.EIO)  # a pipe that nobody reads, a terminal that was closed


def drop_unread() -> None:
    """Send standard output and error to nowhere, each if nobody reads it any more.

    What could not be written stays in the stream, and Python's multiprocessing writes both out before it starts a process
    (`multiprocessing.util._flush_std_streams`): it would never start one again.

    Raises:
        OSError: They cannot be written for another reason, such as a full disk.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            continue  # there is none, or it is closed
        except OSError as error:
            if error.errno not in _GONE:
                raise
            with suppress(OSError, ValueError):
                _send_nowhere(stream.fileno())
                stream.flush()


def _send_nowhere(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, descriptor)
    finally:
        os.close(nowhere)
