"""Speed and memory of whole runs: python -m benchmarks.throughput [--documents 20000] [--only PART …].

    speed     articles/s of one process that does everything, of 1 and of 2 worker processes beside the main one, and what the
              second one gains
    dask      2 workers of a local Dask cluster against 2 of the process pool
    kinds     HTML pages and plain texts of 450 words, each half of the documents alone: documents a second a core
    memory    peak memory of the main process and of a worker at half and at full size, the share of each stage, and
              what a million documents cost
    prefect   a run as a Prefect flow against the same run without

Half of the documents are HTML pages, half plain texts, made of those of ../shared with other names and numbers
(`benchmarks/corpus.py`); no two are the same. Each run is a process of its own that ingests into a new warehouse: files
in, snapshot out, start of Python included. Processor time and memory are sampled over the process and all below it.
`speed` takes at most COMPARED documents, the others all, since the start of Python, a cluster or a flow counts in a
short run. A target that is missed is marked, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from benchmarks.corpus import is_there, write_pages, write_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = ("speed", "dask", "kinds", "memory", "prefect")

COMPARED = 10_000
"""Documents of runs that are compared with each other."""

SAMPLE_SECONDS = 0.5


@dataclass
class Run:
    """A run that was measured; memory in MB, times in seconds."""

    documents: int
    wall: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    cpu: dict[int, float] = field(default_factory=dict)
    peak: dict[int, float] = field(default_factory=dict)
    main: int = 0
    warehouse_bytes: int = 0
    parts_bytes: int = 0

    @property
    def rate(self) -> float:
        """Documents a second by the clock."""
        return self.documents / self.wall

    @property
    def cpu_seconds(self) -> float:
        """Processor time of all processes."""
        return sum(self.cpu.values())

    @property
    def peak_worker(self) -> float:
        """Peak memory of the largest process but the main one."""
        return max((peak for process, peak in self.peak.items() if process != self.main), default=0.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--folder", type=Path, help="where to put documents and warehouses (default: a temporary one)")
    options = parser.parse_args()
    if not is_there():
        print("../shared is not there: nothing was measured.")
        return 0
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        bench = Bench(Path(scratch), options.documents)
        for part in options.only:
            print(f"\n{part}", flush=True)
            getattr(bench, part)()
        print(f"\n{'':44} measured    target")
        for name, figure, target, is_met in bench.figures:
            print(f"{name:44} {figure:>8}  {target:>8}  {'' if is_met else 'MISSED'}".rstrip())
        return int(not all(is_met for *_, is_met in bench.figures))


class Bench:
    """The documents, made when they are first needed, and the measurements over them."""

    def __init__(self, scratch: Path, documents: int) -> None:
        self.scratch = scratch
        self.documents = documents
        self.compared = min(documents, COMPARED)
        self.figures: list[tuple[str, str, str, bool]] = []
        self._two: dict[int, Run] = {}

    def speed(self) -> None:
        """Measure 2 worker processes against one, and against none: there the main process extracts."""
        alone = self.run("--workers", "0", documents=self.compared)
        one, two = self.run("--workers", "1", documents=self.compared), self.two_workers(self.compared)
        show("1 process", alone)
        show("1 worker", one)
        show("2 workers", two)
        self.at_least("speed-up, 2 workers against 1 process", two.rate / alone.rate, 1.7)
        self.at_least("speed-up, 2 workers against 1 worker", two.rate / one.rate, 1.7)

    def dask(self) -> None:
        """Measure a local Dask cluster against the process pool."""
        pool = self.two_workers(self.documents)
        dask = self.run("--workers", "2", "--dask", "local", documents=self.documents)
        show("process pool", pool)
        show("Dask, local", dask)
        self.at_most("time of Dask, more than the pool's", dask.wall / pool.wall - 1, 0.15)

    def kinds(self) -> None:
        """Measure each kind of document alone."""
        for name, kind, target in (("HTML pages", "html", 25), ("plain texts", "txt", 60)):
            run = self.run("--workers", "2", documents=self.documents, kinds=(kind,))
            show(name, run)
            self.at_least(f"{name} a second a core, by the clock", run.rate / 2, target)
            self.at_least(f"{name} a second of processor time", run.documents / run.cpu_seconds, target)

    def memory(self) -> None:
        """Measure half of the documents against all."""
        half, full = self.two_workers(self.documents // 2), self.two_workers(self.documents)
        for run in (half, full):
            show("2 processes", run)
            print(f"  {'':12} peak memory: main process {run.peak[run.main]:5.0f} MB, worker {run.peak_worker:5.0f} MB")
        self.costs(full)
        self.at_most(
            "peak of the main process, full against half", full.peak[full.main] / half.peak[half.main] - 1, 0.1
        )
        self.at_most("peak of a worker, full against half", full.peak_worker / half.peak_worker - 1, 0.1)

    def costs(self, run: Run) -> None:
        """Print where the time of a run goes, and what a million documents cost at its rate."""
        whole = sum(run.stages.values())
        shares = "  ".join(f"{stage} {seconds / whole:.1%}" for stage, seconds in run.stages.items())
        print(f"  stages, of {whole:.0f} s (they overlap): {shares}")
        main = run.cpu[run.main]
        print(
            f"  main process: {main / run.cpu_seconds:.1%} of the processor time, {1000 * main / run.documents:.2f} ms a document"
        )
        million = 1e6 / run.documents
        print(
            f"  a million documents: {run.wall * million / 3600:.1f} hours, {run.cpu_seconds * million / 3600:.1f} CPU hours, "
            f"warehouse {run.warehouse_bytes * million / 1e9:.1f} GB, parts {run.parts_bytes * million / 1e9:.1f} GB"
        )

    def prefect(self) -> None:
        """Measure a run as a flow against the same run without; a longer run would share what is added once."""
        plain = self.two_workers(self.documents)
        with prefect_server(self.scratch) as server:
            before = cpu_of(server.process)
            flow = self.run("--workers", "2", documents=self.documents, environment=server.environment)
            served = cpu_of(server.process) - before
        show("plain", plain)
        show("flow", flow)
        print(f"  the server used {served:.1f} s of processor time beside it")
        self.at_most("time of a Prefect flow, more than without", flow.wall / plain.wall - 1, 0.03)
        share = (flow.cpu_seconds + served) / plain.cpu_seconds - 1
        self.at_most("processor time of flow and server, more", share, 0.03)

    def at_least(self, name: str, figure: float, target: float) -> None:
        """Note a figure for the table at the end."""
        self._note(name, f"{figure:.2f}", f">= {target}", is_met=figure >= target)

    def at_most(self, name: str, share: float, target: float) -> None:
        """Note a share for the table at the end."""
        self._note(name, f"{share:+.1%}", f"<= {target:.0%}", is_met=share <= target)

    def _note(self, name: str, figure: str, target: str, *, is_met: bool) -> None:
        self.figures.append((name, figure, target, is_met))
        print(f"  {name}: {figure} (target: {target})", flush=True)

    def two_workers(self, documents: int) -> Run:
        """Return the run with two processes over that many documents, made once."""
        if documents not in self._two:
            self._two[documents] = self.run("--workers", "2", documents=documents)
        return self._two[documents]

    def run(
        self,
        *options: str,
        documents: int,
        kinds: tuple[str, ...] = ("html", "txt"),
        environment: dict[str, str] | None = None,
    ) -> Run:
        """Ingest half of the documents of each of `kinds` into a new warehouse."""
        count = documents // 2
        folders = [str(self.folder(kind, count)) for kind in kinds]
        with tempfile.TemporaryDirectory(dir=self.scratch) as data:
            return measured(
                [*folders, "--data", data, "--settle", "0", *options], Path(data), count * len(kinds), environment
            )

    def folder(self, kind: str, count: int) -> Path:
        """Return a folder with `count` documents of a kind."""
        folder = self.scratch / f"{kind}-{count}"
        if not folder.exists():
            started = time.perf_counter()
            size = (write_pages if kind == "html" else write_texts)(folder, count)
            print(
                f"  ({count:,} {kind} documents, {size / 1e6:,.0f} MB, written in {time.perf_counter() - started:.0f} s)"
            )
        return folder


def measured(arguments: list[str], data: Path, documents: int, environment: dict[str, str] | None = None) -> Run:
    """Run `casebook ingest` with `arguments` and return what it took."""
    command = [sys.executable, "-m", "flows.cli", "ingest", *arguments, "--json", "--quiet"]
    run = Run(documents)
    plain = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=plain | (environment or {})) as process:
        run.main = process.pid
        sample_until_it_ends(process, run, data)
        answer = process.stdout.read() if process.stdout else ""
    run.wall = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"casebook ingest failed: {process.returncode}")
    summary: dict[str, Any] = json.loads(answer)
    if summary["read"] != documents:
        raise SystemExit(f"{documents} documents were given, {summary['read']} read")
    run.stages = summary["stages"]
    run.warehouse_bytes = (data / "warehouse.duckdb").stat().st_size
    return run


def sample_until_it_ends(process: subprocess.Popen[str], run: Run, data: Path) -> None:
    """Note processor time and memory of the process and all below it, and the bytes of the parts."""
    root = psutil.Process(process.pid)
    due = time.perf_counter()
    while process.poll() is None:
        with suppress(psutil.Error):
            for one in [root, *root.children(recursive=True)]:
                with suppress(psutil.Error):
                    run.cpu[one.pid] = max(run.cpu.get(one.pid, 0.0), cpu_of(one))
                    run.peak[one.pid] = max(run.peak.get(one.pid, 0.0), one.memory_info().rss / 1e6)
        if time.perf_counter() > due:
            run.parts_bytes = max(run.parts_bytes, bytes_below(data / "runs" / "parts"))
            due = time.perf_counter() + 5
        time.sleep(SAMPLE_SECONDS)


def cpu_of(process: psutil.Process) -> float:
    """Return the seconds of processor time that a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def bytes_below(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            total += file.stat().st_size
    return total


def show(name: str, run: Run) -> None:
    print(
        f"  {name:12} {run.documents:7,} documents in {run.wall:7.1f} s: {run.rate:6.1f}/s; processor time {run.cpu_seconds:7.1f} s"
        f" (main {run.cpu[run.main]:.1f} s), {run.documents / run.cpu_seconds:.1f}/s of it",
        flush=True,
    )


@dataclass(frozen=True)
class Server:
    """A Prefect server on this machine, and the environment of its clients."""

    process: psutil.Process
    environment: dict[str, str]


@contextmanager
def prefect_server(scratch: Path) -> Iterator[Server]:
    """Run a Prefect server on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PREFECT_HOME": str(scratch / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/api/health", process)
            yield Server(psutil.Process(process.pid), environment | {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"})
        finally:
            process.terminate()
            process.wait(60)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit("the Prefect server did not start.")
        with suppress(OSError), urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
            return
        time.sleep(0.5)
    raise SystemExit("the Prefect server did not answer.")


if __name__ == "__main__":
    sys.exit(main())
