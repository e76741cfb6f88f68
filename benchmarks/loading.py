"""What a run costs its main process: python -m benchmarks.loading [--documents 4000] [--parts FOLDER].

The documents of `benchmarks.throughput` are extracted once, into parts that stay in FOLDER (a temporary one unless told). Then a
run in a process of its own finds them there, and only reads the files, validates, loads, joins and publishes: its processor
time, that of the processes that join with it, its peak memory and its stages by the clock. With FOLDER given again nothing is extracted anew, unless extractors changed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from benchmarks.corpus import is_there, write_pages, write_texts
from flows.console import Silent
from flows.parts import PartPlace
from flows.road import IngestOptions, extract_batches, run_road
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flows.cluster import DaskCluster
    from flows.parts import Part
    from flows.workers import ExtractionPool
    from schemas.article import RawDocument

RUNS = 3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=4_000, help="half of them HTML pages, half plain texts")
    parser.add_argument("--parts", type=Path, help="where parts stay, for another call with as many documents")
    parser.add_argument("--run", nargs=3, type=Path, metavar=("ARTICLES", "PARTS", "DATA"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(load(*options.run)))
        return 0
    if not is_there():
        print("../shared is not there: nothing was measured.")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.parts or Path(scratch)
        articles = folder / f"articles-{options.documents}"
        if not articles.exists():
            write_pages(articles / "html", options.documents // 2)
            write_texts(articles / "txt", options.documents // 2)
        for number in range(1 + RUNS):
            with tempfile.TemporaryDirectory() as data:
                run = loaded(articles, folder / "parts", Path(data))
            # The first one extracts.
            if number:
                stages = "  ".join(f"{stage} {seconds:.1f}" for stage, seconds in run["stages"].items())
                print(
                    f"{run['read']:,} documents: {run['cpu']:.1f} s of the processor, {1000 * run['cpu'] / run['read']:.2f} ms each, "
                    f"and {run['others']:.1f} s in other processes; "
                    f"peak {run['peak']:.0f} MB; by the clock: {stages}",
                    flush=True,
                )
    return 0


def loaded(articles: Path, parts: Path, data: Path) -> dict[str, Any]:
    """Return what `load` says, done in a new process."""
    command = [sys.executable, "-m", "benchmarks.loading", "--run", str(articles), str(parts), str(data)]
    answer: dict[str, Any] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return answer


def load(articles: Path, parts: Path, data: Path) -> dict[str, Any]:
    """Ingest `articles`, with the parts that stand in `parts`, and return what this process used."""
    kept = PartPlace.of(str(parts))

    def extract_all(
        pool: ExtractionPool | DaskCluster, batches: Iterable[Sequence[RawDocument]], _place: PartPlace, key: str
    ) -> Iterator[Part]:
        return extract_batches(pool, batches, kept, key)

    before = time.process_time()
    summary = run_road(IngestOptions((articles,), DataFolder(data)), Silent(), extract_all)
    return {
        "read": summary.read,
        "stages": summary.stages,
        "cpu": time.process_time() - before,
        # Of those that have ended, too: the process that they are forked from knows.
        "others": sum(sum(process.cpu_times()[:4]) for process in psutil.Process().children()),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }


if __name__ == "__main__":
    sys.exit(main())
