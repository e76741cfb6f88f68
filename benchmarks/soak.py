"""A soak: a schedule left alone with a busy inbox, readers, and random kills.

    python -m benchmarks.soak --minutes 30

`casebook schedule` runs every minute (with a Prefect server of its own) over an inbox that grows and changes by a seed
(`benchmarks.soak_inbox`), while readers ask the stable path without pause (`benchmarks.soak_reader`) and, every so often, one
process is killed with SIGKILL: the run, one of its workers, the Prefect server, the process that starts runs, or the schedule
itself, which is then started again. At the end the inbox stands still until a run has seen all of it. Then: is every file
loaded or quarantined as it has to be (lost), is anything there twice (duplicate), did a reader see an error or a state that
does not hold (reader errors), does every run's account come out, is any run left standing in Prefect?

Prints tables; exit code 1 when one of these is not 0. Processes are found by `ps`, and all of them are ended.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any, Final

import duckdb

from benchmarks.soak_inbox import Inbox

KINDS: Final = ("run", "worker", "server", "runner", "schedule")

# Output is buffered, as it is for users: unbuffered, nothing is left in it when its reader is killed.
UNSET: Final = ("PREFECT_API_URL", "PYTHONUNBUFFERED")

# How long the last runs may take, with a server that was killed a moment ago.
PATIENCE_SECONDS: Final = 420


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--every", type=float, default=60, help="seconds between kills, on average")
    parser.add_argument("--change", type=float, default=3, help="seconds between changes of the inbox")
    parser.add_argument("--readers", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--keep", type=Path, help="folder to work in, which stays; default: one that goes")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is ended then, too
    place = options.keep or Path(tempfile.mkdtemp(prefix="casebook_soak_"))
    soak = Soak(place, options)
    try:
        problems = soak.run()
    finally:
        soak.end_everything()
    if not options.keep and not problems:
        shutil.rmtree(place, ignore_errors=True)
    for problem in problems:
        print(f"NOT HELD: {problem}")
    print("held: nothing lost, nothing twice, no reader error" if not problems else f"kept for a look: {place}")
    return 1 if problems else 0


class Soak:
    """One soak in a folder of its own."""

    def __init__(self, place: Path, options: argparse.Namespace) -> None:
        self.data = place / "data"
        self.log = place / "schedule.log"
        self.options = options
        self.random = random.Random(options.seed)
        self.inbox = Inbox(place / "inbox", options.seed)
        self.schedule: subprocess.Popen[bytes] | None = None
        self.readers: list[subprocess.Popen[str]] = []
        self.seen: dict[int, str] = {}  # every process of ours that was ever seen: its number and when it began
        self.kills: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.bag: list[str] = []
        self.drawn: tuple[str, float] | None = None  # what is to be killed as soon as it is there, and when

    def run(self) -> list[str]:
        """Soak, and return what did not hold."""
        began = time.monotonic()
        self.inbox.change()
        self.start_schedule()
        self.readers = [self.start_reader() for _ in range(self.options.readers)]
        next_change = next_kill = began + 20.0
        while (now := time.monotonic()) - began < self.options.minutes * 60:
            if now >= next_change:
                self.inbox.change()
                next_change = now + self.options.change
            processes = self.look()
            if self.schedule is not None and self.schedule.pid not in processes:
                self.start_schedule()
            if now >= next_kill and self.kill_something(processes, now):
                next_kill = now + self.random.uniform(0.3, 1.7) * self.options.every
            time.sleep(0.2)
        self.inbox.close()
        soaked = time.monotonic() - began
        problems = self.wait_for_the_last_file()
        flow_runs = self.flow_runs()
        problems += self.check_prefect(flow_runs)
        problems += self.stop_schedule()
        answers = self.stop_readers()
        problems += self.check_warehouse()
        problems += [
            f"{len(answer['errors'])} reader errors: {answer['errors'][:3]}" for answer in answers if answer["errors"]
        ]
        self.report(soaked, answers, flow_runs)
        return problems

    # Processes

    def start_schedule(self) -> None:
        """Start `casebook schedule`, as a service manager would."""
        command = [sys.executable, "-m", "flows.cli", "schedule", str(self.inbox.folder), "--cron", "* * * * *"]
        command += ["--data", str(self.data), "--workers", str(self.options.workers), "--no-report"]
        environment = {key: value for key, value in os.environ.items() if key not in UNSET}
        with self.log.open("ab") as log:
            self.schedule = subprocess.Popen(
                command, stdout=log, stderr=log, env=environment, cwd=Path(__file__).resolve().parent.parent
            )

    def start_reader(self) -> subprocess.Popen[str]:
        """Start a reader of the stable path."""
        command = [sys.executable, "-m", "benchmarks.soak_reader", str(self.data)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def look(self) -> dict[int, tuple[str, str]]:
        """Return the processes below the schedule, with their kinds and when they began; dead ones are reaped."""
        if self.schedule is None or self.schedule.poll() is not None:
            return {}
        rows = list(processes())
        children: dict[int, list[tuple[int, str, str]]] = {}
        for pid, parent, began, command in rows:
            children.setdefault(parent, []).append((pid, began, command))
        [own] = [(pid, began) for pid, _, began, _ in rows if pid == self.schedule.pid] or [(self.schedule.pid, "")]
        found = {own[0]: ("schedule", own[1])}
        pending = [(own[0], "schedule")]
        while pending:
            parent, above = pending.pop()
            for pid, began, command in children.get(parent, []):
                kind = kind_of(command, above)
                found[pid] = (kind, began)
                pending.append((pid, kind))
        self.seen |= {pid: began for pid, (_, began) in found.items()}
        return found

    def kill_something(self, processes: dict[int, tuple[str, str]], now: float) -> bool:
        """Kill a process of a kind drawn by lot, a run or worker when the next one is there; tell whether that is done."""
        if not self.bag:  # each kind comes once before any comes again
            self.bag = self.random.sample(KINDS, len(KINDS))
        kind, since = self.drawn or (self.bag.pop(), now)
        self.drawn = (kind, since)
        candidates = sorted(pid for pid, (found, _) in processes.items() if found == kind)
        if not candidates and now - since < 150:
            return False
        self.drawn = None
        if not candidates:
            self.missed[kind] += 1
            return True
        if kind in {"run", "worker"}:
            time.sleep(self.random.uniform(0, 6))  # at any point of its life
        try:
            os.kill(self.random.choice(candidates), signal.SIGKILL)
            self.kills[kind] += 1
        except ProcessLookupError:
            self.missed[kind] += 1
        return True

    def stop_schedule(self) -> list[str]:
        """Stop the schedule as a service manager would, and tell what did not end with it."""
        if self.schedule is None:
            return []
        self.look()
        self.schedule.terminate()
        try:
            code = self.schedule.wait(120)
        except subprocess.TimeoutExpired:
            return ["the schedule did not stop within two minutes of SIGTERM"]
        finally:
            self.schedule = None
        time.sleep(3)
        left = self.still_there()
        problems = [f"the schedule ended with exit code {code}"] if code else []
        return problems + [f"process {pid} outlived the schedule: {command[:100]}" for pid, command in left]

    def still_there(self) -> list[tuple[int, str]]:
        """Return which of the processes that were seen still run."""
        return [(pid, command) for pid, _, began, command in processes() if self.seen.get(pid) == began]

    def stop_readers(self) -> list[dict[str, Any]]:
        """End the readers and return what each has seen."""
        answers = []
        for reader in self.readers:
            output, _ = reader.communicate(timeout=60)
            answers.append(json.loads(output))
        self.readers = []
        return answers

    def end_everything(self) -> None:
        """End every process that was started, whatever happened before."""
        if self.schedule is not None and self.schedule.poll() is None:
            self.look()
            self.schedule.terminate()
            try:
                self.schedule.wait(60)
            except subprocess.TimeoutExpired:
                self.schedule.kill()
        for reader in self.readers:
            reader.kill()
        for pid, _ in self.still_there():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    # What must hold

    def wait_for_the_last_file(self) -> list[str]:
        """Wait until a run has seen the inbox as it stands; tell what is lost when none does."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            lost = self.lost()
            processes = self.look()
            if not lost or time.monotonic() > deadline:
                return [f"{len(lost)} files lost, such as {lost[:3]}"] if lost else []
            if self.schedule is not None and self.schedule.pid not in processes:
                self.start_schedule()
            time.sleep(2)

    def lost(self) -> list[str]:
        """Return the files that are neither loaded nor quarantined as they stand."""
        try:
            with self.snapshot() as connection:
                rows = connection.execute("SELECT path, sha256, document_state FROM documents").fetchall()
                refused = connection.execute("SELECT path FROM quarantine WHERE resolved_run_id IS NULL").fetchall()
        except duckdb.Error as error:
            return [f"no snapshot can be read: {error}"]
        documents = {path: (sha256, state) for path, sha256, state in rows}
        quarantined = {path.partition("#")[0] for [path] in refused}
        return [
            path
            for path, (sha256, state) in self.inbox.expected.items()
            if documents.get(path) != (sha256, state) and not (state == "quarantined" and path in quarantined)
        ]

    def snapshot(self) -> duckdb.DuckDBPyConnection:
        """Open the newest snapshot."""
        return duckdb.connect(str(self.data / "casebook.duckdb"), read_only=True)

    def check_warehouse(self) -> list[str]:
        """Tell what is there twice or does not add up, in the snapshot and in a last run by hand."""
        problems = []
        with self.snapshot() as connection:
            for table, key in (
                ("documents", "path"),
                ("articles", "article_id"),
                ("cases", "case_id"),
                ("claims", "claim_id"),
                ("quarantine", "quarantine_id"),
            ):
                [twice] = connection.execute(f"SELECT count(*) - count(DISTINCT {key}) FROM {table}").fetchone() or [1]  # noqa: S608 - names from above
                problems += [f"{twice} duplicates in {table}"] if twice else []
            [articles, held] = connection.execute(
                "SELECT (SELECT count(*) FROM articles), (SELECT count(DISTINCT sha256) FROM documents WHERE document_state = 'loaded')"
            ).fetchone() or [0, 1]
            problems += [f"{articles} articles from {held} loaded documents"] if articles != held else []
            unbalanced = connection.execute(
                "SELECT run_id FROM runs WHERE run_state = 'finished' "
                "AND documents_read <> documents_loaded + documents_unchanged + documents_quarantined"
            ).fetchall()
            problems += [f"runs that do not add up: {unbalanced}"] if unbalanced else []
        command = [sys.executable, "-m", "flows.cli", "ingest", str(self.inbox.folder), "--data", str(self.data)]
        answer = subprocess.run([*command, "--json", "--quiet"], capture_output=True, check=False)
        if answer.returncode:
            return [*problems, f"the last run by hand failed: {answer.stderr.decode()[-300:]}"]
        summary = json.loads(answer.stdout)
        if summary["read"] != len(self.inbox.expected) or summary["loaded"]:
            problems.append(
                f"a last run by hand read {summary['read']} of {len(self.inbox.expected)}, loaded {summary['loaded']}"
            )
        return problems

    def flow_runs(self) -> list[dict[str, Any]]:
        """Return the flow runs of Prefect, all pages, once those that died are marked."""
        time.sleep(15)
        port = json.loads((self.data / "prefect/ports.json").read_bytes())["server"]
        runs: list[dict[str, Any]] = []
        while True:
            body = json.dumps({"sort": "EXPECTED_START_TIME_ASC", "offset": len(runs)}).encode()
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/api/flow_runs/filter", body, {"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                page = json.load(answer)
            if not page:
                return runs
            runs += page

    def check_prefect(self, flow_runs: list[dict[str, Any]]) -> list[str]:
        """Tell which runs Prefect believes at work that are not."""
        standing = [run for run in flow_runs if run["state_type"] in {"RUNNING", "PENDING"}]
        late = [run for run in flow_runs if run["state_name"] == "Late"]
        problems = [f"{len(standing)} runs stand in Prefect"] if len(standing) > 1 else []
        return problems + ([f"{len(late)} late runs wait in Prefect"] if len(late) > 1 else [])

    def report(self, soaked: float, answers: list[dict[str, Any]], flow_runs: list[dict[str, Any]]) -> None:
        """Print what happened."""
        with self.snapshot() as connection:
            states = dict(connection.execute("SELECT run_state, count(*) FROM runs GROUP BY ALL").fetchall())
            loaded = dict(connection.execute("SELECT document_state, count(*) FROM documents GROUP BY ALL").fetchall())
            [rows] = connection.execute("SELECT count(*) FROM claims").fetchone() or [0]
        began = [run for run in flow_runs if run["state_type"] != "SCHEDULED"]
        table("soak", {"minutes": round(soaked / 60, 1), "readers": len(answers), "seed": self.options.seed})
        table("inbox", {**self.inbox.done, "files at the end": len(self.inbox.expected)})
        table(
            "killed (SIGKILL)",
            {**{kind: self.kills[kind] for kind in KINDS}, "ended before its kill": sum(self.missed.values())},
        )
        table("runs in Prefect, by state", Counter(run["state_name"] for run in began))
        table("runs in the warehouse, by state", states)
        table("documents in the warehouse", {**loaded, "claims": rows})
        asked, errors = (sum(count) for count in zip(*((a["asked"], len(a["errors"])) for a in answers), strict=True))
        snapshots = max(answer["snapshots"] for answer in answers)
        table("readers", {"times asked": asked, "snapshots seen by one": snapshots, "errors": errors})


def processes() -> list[tuple[int, int, str, str]]:
    """Return number, parent, start and command of every process."""
    answer = subprocess.run(
        ["ps", "-axww", "-o", "pid=,ppid=,lstart=,command="], capture_output=True, text=True, check=True
    )
    rows = []
    for line in answer.stdout.splitlines():
        pid, parent, *rest = line.split(None, 7)
        if len(rest) == 6 and "<defunct>" not in rest[5]:
            rows.append((int(pid), int(parent), " ".join(rest[:5]), rest[5]))
    return rows


def kind_of(command: str, above: str) -> str:
    """Return what a process below the schedule is."""
    if "prefect server start" in command:
        return "server"
    if "flows.scheduling.serve" in command:
        return "runner"
    if "prefect.engine" in command and above == "runner":  # below a run, it is a child that is just being made
        return "run"
    return "worker" if above in {"run", "worker"} else "other"


def table(title: str, rows: dict[str, Any] | Counter[str]) -> None:
    print(f"\n{title}")
    for name, value in rows.items():
        print(f"  {name:<28} {value:>10}")


if __name__ == "__main__":
    sys.exit(main())
