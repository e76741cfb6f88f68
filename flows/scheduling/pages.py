"""The report pages over loopback, so that the Prefect UI can link to them: a browser opens no file from a page of a server."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final, cast

from flows.scheduling.server import HOST

if TYPE_CHECKING:
    from pathlib import Path

# Tells runs where the folder of the report pages is served, if it is.
VARIABLE: Final = "CASEBOOK_REPORT_URL"


class _Pages(SimpleHTTPRequestHandler):
    """Gives the files of one folder to browsers on this machine."""

    def send_head(self) -> Any:  # noqa: ANN401 - the base class's own
        """Answer only to our own name: another name that leads here is another site's trick to read the pages."""
        host = (self.headers.get("Host") or "").rpartition(":")[0]
        if host not in {HOST, "localhost", cast("ThreadingHTTPServer", self.server).server_address[0]}:
            self.send_error(403)
            return None
        return super().send_head()

    def list_directory(self, path: Any) -> None:  # noqa: ANN401, ARG002 - the base class's own
        """Answer that there is no such page: a folder is none."""
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def serve_pages(folder: Path, port: int, host: str = HOST) -> ThreadingHTTPServer:
    """Serve the files of `folder` at `port`, in a thread, until `shutdown` is called.

    Raises:
        OSError: The port is in use.
    """
    server = ThreadingHTTPServer((host, port), partial(_Pages, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="pages", daemon=True).start()
    return server
