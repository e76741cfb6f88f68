"""Child processes that end with the one that started them, however that one ends.

A child holds the reading end of a pipe whose writing end only its parent has. When the parent is gone, killed or not, the
system closes the pipe, and the child stops itself as if it had been told to. This works on every POSIX system and
needs no process group, no polling and no record of process numbers.

`python -m flows.scheduling.lifeline MODULE ARGUMENTS…` runs any module under a lifeline, so that Prefect's own commands end too.
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VARIABLE: Final = "CASEBOOK_LIFELINE"

# What a child may need to stop by itself (a run that is rolled back, a server that closes its database).
GRACE_SECONDS: Final = 45


class Child:
    """A process of our own that ends with this one; it hears neither Ctrl-C nor the hang-up of the terminal."""

    def __init__(
        self, module: str, arguments: Sequence[str], environment: Mapping[str, str], log: IO[bytes] | None = None
    ) -> None:
        reading, self._writing = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own modules, arguments in a list
                [sys.executable, "-m", "flows.scheduling.lifeline", module, *arguments],
                env={**environment, VARIABLE: str(reading)},
                stdin=subprocess.DEVNULL,
                stdout=log or sys.stderr.fileno(),
                stderr=log or sys.stderr.fileno(),
                pass_fds=(reading,),
                start_new_session=True,
            )
        except BaseException:
            os.close(self._writing)
            raise
        finally:
            os.close(reading)

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """Return how it ended, null while it runs."""
        return self._process.poll()

    def stop(self, seconds: float = GRACE_SECONDS) -> None:
        """Ask it to stop, wait for it, and end it when it takes longer than `seconds`."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        os.close(self._writing)


def end_with_parent() -> None:
    """Stop this process when the one that started it is gone; nothing happens without a lifeline."""
    descriptor = os.environ.pop(VARIABLE, None)
    if descriptor is None:
        return
    lifeline = int(descriptor)
    os.set_inheritable(lifeline, False)  # noqa: FBT003 - no name for it

    def watch() -> None:
        while os.read(lifeline, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def main() -> None:
    """Run a module, named by the first argument, that ends with its parent."""
    end_with_parent()
    module = sys.argv[1]
    sys.argv = sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
