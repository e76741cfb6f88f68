"""A schedule whose processes are killed: the next run completes the work, and Prefect shows what happened.

One schedule with a Prefect server of its own serves all tests; a reader asks the stable path all the while. Its cron line
is of New Year's Eve: the tests ask for runs themselves.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from benchmarks.soak import kind_of, processes
from benchmarks.soak_inbox import Inbox
from flows.scheduling.schedule import deployment_name
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.slow, pytest.mark.long]

CHECKOUT = Path(__file__).resolve().parents[2]
AT_WORK = {"PENDING", "RUNNING", "CANCELLING", "SCHEDULED"}


class Scheduled:
    """`casebook schedule` over a made-up inbox, and what its Prefect server shows."""

    def __init__(self, place: Path) -> None:
        self.data = place / "data"
        self.inbox = Inbox(place / "inbox", seed=3)
        self.log = place / "schedule.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.remember_a_port()
        for _ in range(5):
            self.inbox.change()

    def remember_a_port(self) -> None:
        """Let the server think that it listened there before: others on this machine may want the usual port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        (self.data / "prefect").mkdir(parents=True)
        (self.data / "prefect/ports.json").write_text(json.dumps({"server": port}))

    def start(self, cron: str = "0 0 31 12 *") -> None:
        command = [sys.executable, "-m", "flows.cli", "schedule", str(self.inbox.folder), "--data", str(self.data)]
        command += ["--cron", cron, "--workers", "1", "--no-report", "--settle", "0"]
        environment = {key: value for key, value in os.environ.items() if key != "PREFECT_API_URL"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=CHECKOUT)
        wait_for(self.deployments, 120)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            assert self.process.wait(90) == 0
            self.process = None

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        port = json.loads((self.data / "prefect/ports.json").read_bytes())["server"]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api{path}",
            json.dumps(body or {}).encode(),
            {"Content-Type": "application/json"},
        )
        for seconds in (1, 2, 4, 8, 16, None):
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                # A server whose database is busy says so, and has done nothing; Prefect's own clients ask again, too.
                if error.code != 503 or seconds is None:
                    raise
                time.sleep(seconds)
        return None

    def deployments(self) -> list[dict[str, Any]]:
        """Return the deployments of our server, none while it does not answer or another has its port."""
        try:
            found = self.ask("/deployments/filter")
            name = deployment_name(DataFolder(self.data))
            return found if name in {deployment["name"] for deployment in found} else []
        except (OSError, ValueError):
            return []

    def trigger(self) -> str:
        """Ask for a run, after the process of the one before is gone, and return its id."""
        wait_for(lambda: not self.pids("run"), 60)
        [deployment] = wait_for(self.deployments, 60)
        return self.ask(f"/deployments/{deployment['id']}/create_flow_run", {"name": "asked for"})["id"]

    def run(self, flow_run_id: str) -> dict[str, Any]:
        [run] = self.ask("/flow_runs/filter", {"flow_runs": {"id": {"any_": [flow_run_id]}}})
        return run

    def ended(self, flow_run_id: str, seconds: float) -> dict[str, Any]:
        """Wait until Prefect shows that the run has ended."""

        def look() -> dict[str, Any] | None:
            run = self.run(flow_run_id)
            return run if run["state_type"] not in AT_WORK else None

        return wait_for(look, seconds)

    def pids(self, kind: str) -> list[int]:
        """Return the processes of a kind below the schedule."""
        children: dict[int, list[tuple[int, str]]] = {}
        for pid, parent, _, command in processes():
            children.setdefault(parent, []).append((pid, command))
        found, pending = [], [(self.process.pid, "schedule")]
        while pending:
            parent, above = pending.pop()
            for pid, command in children.get(parent, []):
                here = kind_of(command, above)
                pending.append((pid, here))
                if here == kind and not (kind == "worker" and "resource_tracker" in command):
                    found.append(pid)
        return sorted(found)

    def kill(self, kind: str, seconds: float = 60) -> int:
        """Kill a process of a kind as soon as there is one."""
        pid = wait_for(lambda: self.pids(kind), seconds)[-1]
        os.kill(pid, signal.SIGKILL)
        return pid

    def assert_complete(self) -> None:
        """A run completes, and then every file is in the warehouse once, loaded or quarantined as it has to be."""
        for _ in range(3):
            run = self.ended(self.trigger(), 100)
            if run["state_name"] != "Skipped":  # a run that outlived its starter is still at work
                break
            time.sleep(3)
        assert run["state_type"] == "COMPLETED", run["state"]
        with duckdb.connect(self.data / "casebook.duckdb", read_only=True) as connection:
            documents = {
                path: (sha256, state)
                for path, sha256, state in connection.execute(
                    "SELECT path, sha256, document_state FROM documents"
                ).fetchall()
            }
            refused = {
                path
                for [path] in connection.execute("SELECT path FROM quarantine WHERE resolved_run_id IS NULL").fetchall()
            }
            counts = connection.execute(
                "SELECT documents_read, documents_loaded + documents_unchanged + documents_quarantined "
                "FROM runs WHERE run_state = 'finished'"
            ).fetchall()
            for table, key in (("articles", "article_id"), ("cases", "case_id"), ("claims", "claim_id")):
                assert connection.execute(f"SELECT count(*) - count(DISTINCT {key}) FROM {table}").fetchone() == (0,)
        for path, (sha256, state) in self.inbox.expected.items():
            if state == "loaded":
                assert documents[path] == (sha256, state)
            else:
                assert path in refused
        assert all(read == accounted for read, accounted in counts)
        assert run["state"]["message"].startswith(f"read {len(self.inbox.expected)} = ")


def wait_for(look: Callable[[], Any], seconds: float) -> Any:
    """Return what `look` gives as soon as it is something; a server that does not answer gives nothing."""
    deadline = time.monotonic() + seconds
    while True:
        problem = None
        try:
            if found := look():
                return found
        except OSError as error:
            problem = error
        assert time.monotonic() < deadline, f"nothing after {seconds} s: {problem}"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def scheduled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheduled]:
    """Give a schedule that runs, with a reader beside it that may see no error."""
    one = Scheduled(tmp_path_factory.mktemp("scheduled"))
    command = [sys.executable, "-m", "benchmarks.soak_reader", str(one.data), "0.5"]
    reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)
    try:
        one.start()
        yield one
        one.stop()
        said = json.loads(reader.communicate(timeout=60)[0])
        assert said["errors"] == []
        assert said["asked"] > 10
    finally:
        reader.kill()
        if one.process is not None:
            one.process.kill()  # its children end with it


def test_the_pages_of_the_server_are_there(scheduled: Scheduled) -> None:
    """A browser gets the UI, from a copy in the data folder: the checkout may be somebody else's."""
    port = json.loads((scheduled.data / "prefect/ports.json").read_bytes())["server"]
    page = urllib.request.Request(f"http://127.0.0.1:{port}/runs", headers={"Accept": "text/html"})
    with urllib.request.urlopen(page, timeout=20) as answer:
        assert b"<html" in answer.read()
    assert list((scheduled.data / "prefect/ui").glob("*/index.html"))


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_run_is_marked_at_once(scheduled: Scheduled, seed: int) -> None:
    """A run that is killed at any moment is shown as crashed within seconds, and the next one completes its work."""
    scheduled.inbox.change()
    flow_run = scheduled.trigger()
    wait_for(lambda: scheduled.pids("run"), 60)
    time.sleep(random.Random(seed).uniform(0, 6))
    if scheduled.pids("run"):
        scheduled.kill("run")
        assert scheduled.ended(flow_run, 30)["state_type"] in {"CRASHED", "COMPLETED"}
    scheduled.assert_complete()


def test_a_run_that_dies_with_its_starter_is_marked(scheduled: Scheduled) -> None:
    """Where nobody is left who saw a run die, the lock that it no longer holds tells."""
    scheduled.inbox.change()
    flow_run = scheduled.trigger()
    wait_for(lambda: scheduled.run(flow_run)["state_type"] == "RUNNING", 60)
    wait_for((scheduled.data / f"prefect/runs/{flow_run}.lock").exists, 30)
    starter, own = scheduled.pids("runner"), scheduled.pids("run")
    for pid in (*starter, *own):
        os.kill(pid, signal.SIGKILL)
    run = scheduled.ended(flow_run, 45)
    assert run["state_type"] == "CRASHED"
    assert "ended without a word" in run["state"]["message"]
    scheduled.assert_complete()
    with duckdb.connect(scheduled.data / "casebook.duckdb", read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM runs WHERE run_state = 'running'").fetchone() == (0,)


def test_a_run_outlives_its_starter(scheduled: Scheduled) -> None:
    """A run whose starter is killed goes on; the runs after it find its work done."""
    scheduled.inbox.change()
    flow_run = scheduled.trigger()
    wait_for(lambda: scheduled.run(flow_run)["state_type"] == "RUNNING", 60)
    scheduled.kill("runner")
    ended = scheduled.ended(flow_run, 60)
    assert ended["state_type"] == "COMPLETED", ended["state"]
    scheduled.assert_complete()


def test_the_server_is_killed_under_a_run(scheduled: Scheduled) -> None:
    """A run whose server is killed loads all the same; the server is started again and shows how the run ended."""
    scheduled.inbox.change()
    flow_run = scheduled.trigger()
    wait_for(lambda: scheduled.run(flow_run)["state_type"] == "RUNNING", 60)
    scheduled.kill("server")
    run = scheduled.ended(flow_run, 150)
    assert run["state_type"] == "COMPLETED"
    scheduled.assert_complete()


def test_a_worker_is_killed_under_a_run(scheduled: Scheduled) -> None:
    """A worker process that is killed costs nothing: its batch is done again."""
    scheduled.inbox.change()
    flow_run = scheduled.trigger()
    wait_for(lambda: scheduled.pids("worker"), 60)
    scheduled.kill("worker")
    assert scheduled.ended(flow_run, 60)["state_type"] == "COMPLETED"
    scheduled.assert_complete()


def test_one_run_catches_up_after_an_outage(scheduled: Scheduled) -> None:
    """After a schedule is killed, its processes end; started again, it has one deployment, and one run for all that were due."""
    below = [pid for kind in ("server", "runner") for pid in scheduled.pids(kind)]
    scheduled.process.kill()
    scheduled.process.wait()
    wait_for(lambda: not {pid for pid, *_ in processes()} & set(below), 60)
    scheduled.start("* * * * *")
    wait_for(lambda: len(_automatic(scheduled)) > 20, 120)
    scheduled.stop()
    # As if the machine had been off for an hour and a half.
    with sqlite3.connect(scheduled.data / "prefect/prefect.db") as database:
        moved = database.execute(
            "UPDATE flow_run SET expected_start_time = datetime(expected_start_time, '-90 minutes'), "
            "next_scheduled_start_time = datetime(next_scheduled_start_time, '-90 minutes') "
            "WHERE state_type = 'SCHEDULED' AND auto_scheduled"
        ).rowcount
    assert moved > 20
    scheduled.inbox.change()
    scheduled.start("0 0 31 12 *")
    wait_for(lambda: [run for run in _automatic(scheduled) if run["state_name"] == "Skipped"], 180)
    # They are skipped one by one, and which of them the server has called Late before is chance.
    wait_for(lambda: not [run for run in _automatic(scheduled) if _is_due(run)], 120)
    late = [run for run in _automatic(scheduled) if run["state_name"] == "Skipped"]
    assert "catches up for it" in late[0]["state"]["message"]
    assert len(late) >= moved - 3, Counter(run["state_name"] for run in _automatic(scheduled))
    scheduled.assert_complete()
    [deployment] = scheduled.deployments()
    assert deployment["name"] == deployment_name(DataFolder(scheduled.data))


def _automatic(scheduled: Scheduled) -> list[dict[str, Any]]:
    """Return the runs that the schedule made."""
    runs = scheduled.ask("/flow_runs/filter", {"sort": "EXPECTED_START_TIME_DESC"})
    return [run for run in runs if run["auto_scheduled"]]


def _is_due(run: dict[str, Any]) -> bool:
    """Tell whether a run still waits for a start that should have been."""
    due = dt.datetime.fromisoformat(run["expected_start_time"])
    return run["state_type"] == "SCHEDULED" and due <= dt.datetime.now(dt.UTC)


def test_a_second_schedule_leaves(scheduled: Scheduled) -> None:
    """A second schedule of the same folder leaves with a sentence, and the first goes on."""
    command = [sys.executable, "-m", "flows.cli", "schedule", str(scheduled.inbox.folder), "--cron", "* * * * *"]
    environment = {key: value for key, value in os.environ.items() if key != "PREFECT_API_URL"}
    answer = subprocess.run(
        [*command, "--data", str(scheduled.data)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=CHECKOUT,
    )
    assert answer.returncode == 1
    assert "is scheduled already by another process" in answer.stderr
    assert scheduled.process.poll() is None
