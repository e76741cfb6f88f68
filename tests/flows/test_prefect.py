"""The road as a Prefect flow, against a real server on this machine."""

from __future__ import annotations

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from warehouse.lock import hold_warehouse
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]

# Runs flows one after the other in one process, since importing Prefect takes as long as a small run.
RUN_FLOWS = """\
import json, sys
from flows.ingest import ingest
for parameters in json.loads(sys.argv[1]):
    ingest(**parameters, return_state=True)
"""


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


class Listener(http.server.BaseHTTPRequestHandler):
    """Keeps what it is told."""

    heard: list[dict[str, Any]] = []  # noqa: RUF012 - shared by all requests

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[str]:
    """Give the address of a server that listens to notifications."""
    Listener.heard.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}/hook"
        listening.shutdown()


def of_folder(api: str, data: Path) -> list[dict[str, Any]]:
    """Return the flow runs into a data folder, oldest first."""
    runs = post(api, "/flow_runs/filter", {"sort": "START_TIME_ASC"})
    return [run for run in runs if run["parameters"].get("data") == str(data)]


def artifacts_of(api: str, flow_run: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what a flow run shows, by key."""
    found = post(api, "/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [flow_run["id"]]}}})
    return {artifact["key"]: artifact for artifact in found}


@pytest.mark.parametrize(
    ("where", "tasks"), [({}, ["extract batch 1", "extract batch 2"]), ({"dask": "local"}, ["extract on Dask"])]
)
def test_a_run_is_seen_in_prefect(
    server: tuple[str, dict[str, str]], tmp_path: Path, where: dict[str, str], tasks: list[str]
) -> None:
    """The run is a completed flow run with its parameters, its progress, and artifacts for all that counts.

    On this machine there is a task run a batch; on a cluster one task run holds the client, and its log tells the batches.
    """
    pytest.importorskip("distributed")
    api, environment = server
    rows = [
        {"doc_id": n, "text": f"A court in Porto jailed Rui Exemplo-{n}ao for two years on Monday."} for n in range(120)
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n{broken")
    command = [sys.executable, "-m", "flows.cli", "ingest", str(tmp_path / "rows.jsonl"), "--json"]
    command += ["--data", str(tmp_path / "data"), "--workers", "1", "--settle", "0"]
    command += [f"--{name}={value}" for name, value in where.items()]
    answer = subprocess.run(command, env=environment, capture_output=True, check=False, cwd=CHECKOUT)
    assert answer.returncode == 0, answer.stderr.decode()
    assert "Traceback" not in answer.stderr.decode()
    summary = json.loads(answer.stdout)
    assert (summary["read"], summary["loaded"], summary["quarantined"]) == (121, 120, 1)
    [flow_run] = of_folder(api, tmp_path / "data")
    assert (flow_run["state_type"], flow_run["state_name"]) == ("COMPLETED", "Completed")
    assert flow_run["state"]["message"] == "read 121 = loaded 120 + unchanged 0 + quarantined 1"
    assert flow_run["parameters"]["options"] == {"workers": 1} | where
    task_runs = post(api, "/task_runs/filter", {"flow_runs": {"id": {"any_": [flow_run["id"]]}}})
    assert tasks == sorted(task["name"] for task in task_runs)
    assert {"COMPLETED"} == {task["state_type"] for task in task_runs}
    logs = post(api, "/logs/filter", {"logs": {"task_run_id": {"any_": [task["id"] for task in task_runs]}}})
    told = sorted(log["message"] for log in logs if log["message"].startswith("batch "))
    assert told == ["batch 1: 100 documents, 0 refused", "batch 2: 20 documents, 0 refused"]
    artifacts = artifacts_of(api, flow_run)
    expected = {"casebook-counts", "casebook-rows", "casebook-quarantine", "casebook-where", "casebook-progress"}
    assert expected == artifacts.keys()
    assert artifacts["casebook-counts"]["description"] == "read 121 = loaded 120 + unchanged 0 + quarantined 1"
    assert artifacts["casebook-progress"]["data"] == 100.0
    assert artifacts["casebook-progress"]["description"].startswith("120 of about ")


def test_how_a_run_ends_is_seen_with_its_reason(
    server: tuple[str, dict[str, str]], listener: str, tmp_path: Path
) -> None:
    """A run with warnings is named so, a refused load has failed, a busy warehouse is skipped; who asked is told."""
    api, environment = server
    article = "A court in Porto jailed Rui Exemplo on Monday. " + " ".join(
        f'"It was case {n} of many," prosecutor Ana Modelo said.' for n in range(300)
    )
    (tmp_path / "long.txt").write_text(article)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/warehouse.duckdb").write_bytes(b"no database" * 1000)

    def parameters(data: str, **options: Any) -> dict[str, Any]:
        return {
            "paths": [str(tmp_path / "long.txt")],
            "data": str(tmp_path / data),
            "options": {"workers": 0} | options,
        }

    runs = [
        parameters("warned", report=True),
        parameters("broken"),
        parameters("busy") | {"skip_when_busy": True},
        parameters("busy"),
        parameters("warned", wokers=1),
    ]
    told = {"CASEBOOK_NOTIFY": listener, "CASEBOOK_REPORT_URL": "http://127.0.0.1:8123"}
    with hold_warehouse(DataFolder(tmp_path / "busy")):
        answer = subprocess.run(
            [sys.executable, "-c", RUN_FLOWS, json.dumps(runs)],
            env=environment | told,
            capture_output=True,
            check=False,
            cwd=CHECKOUT,
        )
    assert answer.returncode == 0, answer.stderr.decode()
    [warned, mistaken] = of_folder(api, tmp_path / "warned")
    assert (warned["state_type"], warned["state_name"]) == ("COMPLETED", "Completed with warnings")
    assert "read 1 = loaded 1" in warned["state"]["message"]
    assert "An article has at most 250 claims." in warned["state"]["message"]
    artifacts = artifacts_of(api, warned)
    assert "[Data-quality report](http://127.0.0.1:8123/index.html)" in artifacts["casebook-report"]["data"]
    assert "at most 250 claims" in artifacts["casebook-warnings"]["data"]
    assert "Traceback" not in answer.stderr.decode()
    assert mistaken["state_type"] == "FAILED"
    assert mistaken["state"]["message"].startswith("option `wokers` is not known")
    [broken] = of_folder(api, tmp_path / "broken")
    assert broken["state_type"] == "FAILED"
    assert broken["state"]["message"].startswith(f"{tmp_path}/broken/warehouse.duckdb")
    [skipped, refused] = of_folder(api, tmp_path / "busy")
    assert (skipped["state_type"], skipped["state_name"]) == ("CANCELLED", "Skipped")
    assert "is being written by another run (process" in skipped["state"]["message"]
    assert refused["state_type"] == "FAILED"
    assert [told["state"] for told in Listener.heard] == ["warned", "failed", "failed"]
    assert Listener.heard[0]["counts"]["loaded"] == 1
    assert Listener.heard[0]["report"] == "http://127.0.0.1:8123/index.html"
    assert "at most 250 claims" in Listener.heard[0]["text"]
    assert "warehouse.duckdb" in Listener.heard[1]["reason"]


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
