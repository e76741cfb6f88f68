"""What answers at PREFECT_API_URL: told in a sentence, without a password, whatever it is."""

from __future__ import annotations

import os
import socketserver
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from flows.prefect_server import answers, shown_address, why_unusable
from tests.flows.test_prefect import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD = b'"2.20.16"'
KEY = b"HTTP/1.0 401 Unauthorized\r\n\r\n"
SSH = b"SSH-2.0-OpenSSH_9.2\r\n"
LONG = ValueError("x" * 500 + ".\nmore")


@contextmanager
def answering(words: bytes) -> Iterator[str]:
    """Give the address of what answers each request with a JSON document, or with `words` as they are where they are none."""
    whole = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + words if words.startswith(b'"') else words

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(whole)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/api"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(("words", "is_there"), [(OLD, True), (KEY, True), (SSH, False), (b"", False)])
def test_whether_one_answers(words: bytes, is_there: bool) -> None:  # noqa: FBT001 - a table's column
    with answering(words) as api:
        assert answers(api) is is_there


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (OLD, "the Prefect server at {} has version 2.20.16, where 3."),
        (KEY, "the Prefect server at {} asks for a password: set PREFECT_API_AUTH_STRING as it has it"),
        (SSH, f"what answers at {{}} is no Prefect server that can be used (ValueError: {'x' * 200}…)"),
        (b'"\\u001b[31m"', "what answers at {} is no Prefect server that can be used (ValueError: xxx"),
        (b'"3', "what answers at {} is no Prefect server that can be used (ValueError: xxx"),
    ],
)
def test_why_one_cannot_be_used(words: bytes, sentence: str) -> None:
    with answering(words) as api:
        assert why_unusable(api, LONG).startswith(sentence.format(api))


def test_passwords_stay_out_of_sentences() -> None:
    """An address is shown without its user and password."""
    assert shown_address("https://u:p@host:1/api") == "https://host:1/api"


@pytest.mark.slow
def test_a_run_says_that_the_server_is_of_another_age(tmp_path: Path) -> None:
    """Prefect's client refuses it before the run begins; that is no defect of ours."""
    (tmp_path / "a.txt").write_text("Words of no consequence.")
    with answering(OLD) as api:
        environment = {**os.environ, "PREFECT_API_URL": api, "PREFECT_HOME": str(tmp_path / "home")}
        command = [sys.executable, "-m", "flows.cli", "ingest", str(tmp_path / "a.txt"), "--data", str(tmp_path / "d")]
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert answer.returncode == 2
    assert f"casebook: the Prefect server at {api} has version 2.20.16, where 3." in answer.stderr
