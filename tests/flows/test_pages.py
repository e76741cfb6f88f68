"""The report pages over loopback."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from flows.scheduling import pages

if TYPE_CHECKING:
    from pathlib import Path


def test_pages_are_for_this_machine(tmp_path: Path) -> None:
    """Pages are given under our own name alone, folders are not listed, and nothing above them is given."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/index.html").write_text("the report")
    (tmp_path / "reports/sub").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    served = pages.serve_pages(tmp_path / "reports", 0)
    port = served.server_port

    def get(path: str, host: str = f"127.0.0.1:{port}") -> tuple[int, bytes]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, b""

    assert get("/") == (200, b"the report")
    assert get("/index.html", f"localhost:{port}") == (200, b"the report")
    assert get("/index.html", f"evil.example:{port}")[0] == 403
    assert get("/sub/")[0] == 404
    assert get("/../secret.txt")[0] == 404
    assert get("/%2e%2e/secret.txt")[0] == 404
    served.shutdown()
    served.server_close()
