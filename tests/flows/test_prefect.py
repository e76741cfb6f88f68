"""The road as a Prefect flow, against a real server on this machine."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def post(api: str, path: str, body: dict[str, Any]) -> Any:
    """Ask the server's API."""
    request = urllib.request.Request(f"{api}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Start a Prefect server; give its API's address and the environment to use it."""
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        "PREFECT_HOME": str(tmp_path_factory.mktemp("prefect")),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    environment.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{api}/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.5)
        yield api, environment | {"PREFECT_API_URL": api}
    finally:
        process.terminate()
        process.wait(30)


def test_a_run_is_seen_in_prefect(server: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    """The run is a completed flow run with a task run a batch, and artifacts for counts, rows and refusals."""
    api, environment = server
    rows = [
        {"doc_id": n, "text": f"A court in Porto jailed Rui Exemplo-{n}ao for two years on Monday."} for n in range(120)
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n{broken")
    command = [sys.executable, "-m", "flows.cli", "ingest", str(tmp_path / "rows.jsonl"), "--json"]
    command += ["--data", str(tmp_path / "data"), "--workers", "1"]
    answer = subprocess.run(command, env=environment, capture_output=True, check=False, cwd=CHECKOUT)
    assert answer.returncode == 0, answer.stderr.decode()
    summary = json.loads(answer.stdout)
    assert (summary["read"], summary["loaded"], summary["quarantined"]) == (121, 120, 1)
    [flow_run] = post(api, "/flow_runs/filter", {})
    assert flow_run["state_type"] == "COMPLETED"
    assert sorted(task["name"] for task in post(api, "/task_runs/filter", {})) == ["extract batch 1", "extract batch 2"]
    artifacts = {artifact["key"]: artifact for artifact in post(api, "/artifacts/filter", {})}
    assert {"casebook-counts", "casebook-rows", "casebook-quarantine", "casebook-where"} == artifacts.keys()
    assert artifacts["casebook-counts"]["description"] == "read 121 = loaded 120 + unchanged 0 + quarantined 1"


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    """With PREFECT_API_URL of a server that is not there, the run ends with one sentence."""
    (tmp_path / "a.txt").write_text("Words of no consequence.")
    environment = {
        **os.environ,
        "PREFECT_API_URL": f"http://127.0.0.1:{free_port()}/api",
        "PREFECT_HOME": str(tmp_path / "home"),
        "PREFECT_CLIENT_MAX_RETRIES": "0",
    }
    command = [sys.executable, "-m", "flows.cli", "ingest", str(tmp_path / "a.txt"), "--data", str(tmp_path / "data")]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert answer.returncode == 2
    assert "does not answer; start it or unset PREFECT_API_URL" in answer.stderr
