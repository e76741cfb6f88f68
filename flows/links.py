"""Links in folders that others fill: one is followed where it leads to something that the user named, and nowhere else.

An inbox may be open to uploads, and whoever may upload a link chooses what it leads to: a file of this machine that they could not read
themselves would stand in the warehouse as an article. What a user names is followed, wherever it leads.
"""

from __future__ import annotations

import io
import os
import stat
from typing import TYPE_CHECKING, Final

from schemas.errors import OutsideError, UnfinishedError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# A pipe that somebody puts in a file's place would block the run until it is written to.
_OPENED: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


class Roots:
    """The files and folders that the user named, with all links resolved; `left_out` is a folder that is no part of them."""

    def __init__(self, named: Iterable[Path], left_out: Path | None = None) -> None:
        self._is_named = {os.path.realpath(path): True for path in named}
        if left_out is not None:
            self._is_named.setdefault(os.path.realpath(left_out), False)

    def hold(self, path: Path) -> bool:
        """Tell whether what `path` leads to is one of them or below one."""
        return self._hold_real(os.path.realpath(path))

    def open(self, path: Path) -> io.FileIO:
        """Return a file that was listed, opened.

        It may have become a link, or a folder on its way may have, since it was listed.

        Raises:
            OSError: It cannot be opened.
            OutsideError: It leads outside what the user named.
            UnfinishedError: It is being replaced.
            UnreadableError: It is no regular file.
        """
        file = open_regular(path)
        try:
            self._require(path, os.fstat(file.fileno()))
        except BaseException:
            file.close()
            raise
        return file

    def _require(self, path: Path, opened: os.stat_result) -> None:
        real = os.path.realpath(path)
        if not self._hold_real(real):
            raise OutsideError(f"{path}: is a link that leads outside what was named.")
        if not os.path.samestat(os.lstat(real), opened):
            raise UnfinishedError(f"{path}: is being replaced.")

    def _hold_real(self, real: str) -> bool:
        while (is_named := self._is_named.get(real)) is None:
            above = os.path.dirname(real)  # noqa: PTH120 - of text, some 20 times as fast
            if above == real:
                return False
            real = above
        return is_named


def open_regular(path: Path) -> io.FileIO:
    """Return a file, opened.

    Raises:
        OSError: It cannot be opened.
        UnreadableError: It is a pipe, a device or a folder, which would block the run or never end.
    """
    file = io.FileIO(os.open(path, _OPENED), "r")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise UnreadableError(f"{path}: is not a regular file.")
    return file
