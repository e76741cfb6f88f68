"""A warehouse of a million claims and 300,000 cases: python -m benchmarks.warehouse [--scale 0.01] [--keep FOLDER] [--parts PART …].

The rows are permuted from real records (`benchmarks/permuted.py`). One process loads them batch by batch, derives and
publishes; then a tenth of the documents changes, and then one; then each query of docs/COOKBOOK.md is asked of the published
snapshot, as `casebook sql` asks it, each time about other people; then `casebook ingest` reads 10,000 files that it
knows already. Times are by the wall clock, with the processor's seconds of this process beside them: on a busy machine
only these compare. A target that is missed is marked, and the exit code is 1.

With --keep the rows and the warehouse stay, and --parts measures some parts of it again: the queries, say, of the
warehouse that was loaded before. --batches takes some of the twenty batches of the rows only.
"""

# ruff: noqa: S608 - the number in the statement is our own

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

import warehouse.derive as module
from benchmarks.permuted import BATCHES, CHANGED_SHARE, SHARED, batches_of, read_batch
from flows.fingerprint import extractor_fingerprint
from warehouse.database import open_warehouse
from warehouse.derive import DERIVERS
from warehouse.lock import hold_warehouse
from warehouse.paths import DataFolder
from warehouse.publish import publish_snapshot
from warehouse.read import query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.database import Warehouse

COOKBOOK = Path(__file__).resolve().parent.parent / "docs" / "COOKBOOK.md"
RECIPE = re.compile(r"^## (?P<question>.+?)$.*?```sql\n(?P<sql>.*?)```", re.DOTALL | re.MULTILINE)
PERSON = "Rodion Velichkin"
"""The person whom the cookbook asks about: replaced by persons of the warehouse."""

PARTS = ("load", "queries", "reingest")
QUERY_RUNS = 20
QUERY_TARGET_MS = 300
REINGEST_TARGET_SECONDS = 5
MEMORY_TARGET_MB = 4096

missed: list[str] = []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size")
    parser.add_argument("--keep", type=Path, help="folder that keeps rows and warehouse for the next time")
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=PARTS, help="what is measured; without load: of the kept one"
    )
    parser.add_argument("--batches", type=int, default=BATCHES, help="batches of the rows that are loaded")
    options = parser.parse_args()
    if not (SHARED / "gold").exists():
        print("../shared is not there: nothing was measured.")
        return 0
    with contextlib.ExitStack() as stack:
        root = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rows = (root / f"rows_{options.scale:g}").resolve()
        if not (rows / "changed" / "documents.parquet").exists():  # the last to be written
            make_rows(rows, options.scale)
        data = root / "data"
        folder = DataFolder(data)
        if "load" in options.parts:
            shutil.rmtree(data, ignore_errors=True)
            measure_load(folder, rows, options.batches)
        if "queries" in options.parts:
            measure_queries(folder)
        if "reingest" in options.parts:
            measure_reingest(folder, rows)
    return bool(missed)


def make_rows(rows: Path, scale: float) -> None:
    """Write the rows in a process of its own, so that its memory is not counted."""
    code = (
        "import sys; from pathlib import Path; from benchmarks.permuted import write_rows\n"
        "if __name__ == '__main__': print(write_rows(Path(sys.argv[1]), float(sys.argv[2])))"
    )
    clock = Clock()
    shutil.rmtree(rows, ignore_errors=True)
    subprocess.run([sys.executable, "-c", code, str(rows), str(scale)], check=True)
    say("rows made, not counted", clock.stop())


def measure_load(folder: DataFolder, rows: Path, number: int) -> None:
    batches = list(batches_of(rows))[:number]
    with hold_warehouse(folder), open_warehouse(folder) as warehouse:
        with timed(f"load, {len(batches)} batches in one run"):
            load(warehouse, batches)
        derive(warehouse)
        with timed("publish"):
            publish_snapshot(warehouse)
        counts = warehouse.connection.execute(
            "SELECT (SELECT count(*) FROM claims), (SELECT count(*) FROM cases), (SELECT count(*) FROM articles), "
            "(SELECT count(*) FROM evidence)"
        ).fetchone()
        print("  {:,} claims, {:,} cases, {:,} articles, {:,} rows of evidence".format(*counts))
        joined = warehouse.connection.execute(
            "SELECT (SELECT count(*) FROM story_pairs), (SELECT count(*) FROM person_pairs), (SELECT count(*) FROM persons)"
        ).fetchone()
        print("  {:,} pairs of copies, {:,} pairs of cases kept, {:,} persons".format(*joined))
        known = pa.array([path for (path,) in warehouse.connection.execute("SELECT path FROM documents").fetchall()])
        for what, share in ((f"one document in {CHANGED_SHARE} changed", None), ("ten documents changed", 10)):
            with timed(f"{what}: load"):
                load(warehouse, [rows / "changed"], share, known)
            derive(warehouse)
            with timed("  publish"):
                publish_snapshot(warehouse)
    sizes = [file.stat().st_size / 1e6 for file in (folder.database, folder.current)]
    print(f"  {sizes[0]:,.0f} MB the writer's database, {sizes[1]:,.0f} MB a snapshot")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {peak:,.0f} MB peak memory of the process that loads, derives and publishes{mark(peak, MEMORY_TARGET_MB)}"
    )


def load(
    warehouse: Warehouse, batches: list[Path], documents: int | None = None, known: pa.Array | None = None
) -> None:
    """Load batches as one run, of each the first `documents` only, and only those at the `known` paths."""
    fingerprint = extractor_fingerprint()
    run = warehouse.start_run(fingerprint)
    with warehouse.loading(run) as loading:
        for batch in batches:
            tables = read_batch(batch, run.run_id, fingerprint)
            if known is not None:
                found = tables["documents"].filter(pc.is_in(tables["documents"]["path"], known))
                tables = {name: t.filter(pc.is_in(t["article_id"], found["article_id"])) for name, t in tables.items()}
            loading.add(tables if documents is None else first_documents(tables, documents))
        loading.finish()


def first_documents(tables: dict[str, pa.Table], documents: int) -> dict[str, pa.Table]:
    """Return the rows of the first `documents` documents, with other article ids than they had before."""
    chosen = tables["documents"].slice(0, documents)
    ids = chosen["article_id"]
    of_chosen = {name: rows.filter(pc.is_in(rows["article_id"], ids)) for name, rows in tables.items()}
    for name, unchanged in of_chosen.items():
        rows = unchanged
        for column in unchanged.column_names:
            # An id's first hex digit behind the kind is turned, in every table alike.
            if column.endswith("_id") and column not in {"run_id", "doc_id"}:
                turned = pc.replace_substring_regex(rows[column], r"^((?:[a-z]+_)?)[0-9a-f]", r"\1z")
                of_chosen[name] = rows = rows.set_column(rows.column_names.index(column), column, turned)
    return {name: pa.table(rows) for name, rows in of_chosen.items()}


def derive(warehouse: Warehouse) -> None:
    """Derive as a run does, and say how long each deriver took."""
    seconds: dict[str, Clock] = {}

    def watched(deriver: module.Deriver) -> module.Deriver:
        def run(*arguments: object) -> None:
            clock = Clock()
            deriver(*arguments)
            seconds[deriver.__name__] = clock.stop()

        return run

    clock = Clock()
    module.DERIVERS = tuple(map(watched, DERIVERS))
    try:
        warehouse.derive()
    finally:
        module.DERIVERS = DERIVERS
    say("  derive", clock.stop())
    for name, spent in seconds.items():
        say(f"    {name}", spent)


def measure_queries(folder: DataFolder) -> None:
    names = [
        name
        for (name,) in query(
            folder,
            "SELECT person_name FROM case_overview WHERE person_name LIKE '% %' GROUP BY person_id, person_name "
            f"HAVING count(*) > 1 ORDER BY hash(person_name) LIMIT {QUERY_RUNS}",
        ).rows()
    ]
    print(f"\n  queries of the cookbook, {QUERY_RUNS} runs each, opening the snapshot included")
    print("  median ms  95th ms   cpu ms     rows  question")
    for recipe in RECIPE.finditer(COOKBOOK.read_text(encoding="utf-8")):
        times, rows, spent = [], 0, Clock()
        for name in names:
            sql = recipe["sql"].replace(PERSON, name.replace("'", "''"))
            started = time.perf_counter()
            rows = max(rows, query(folder, sql).table.num_rows)
            times.append((time.perf_counter() - started) * 1000)
        slow, cpu = statistics.quantiles(times, n=20)[-1], spent.stop().cpu / len(names) * 1000
        print(
            f"  {statistics.median(times):9.0f} {slow:8.0f} {cpu:8.0f} {rows:8,}  {recipe['question']}{mark(slow, QUERY_TARGET_MS)}",
            flush=True,
        )


def measure_reingest(folder: DataFolder, rows: Path) -> None:
    files = sorted((rows / "files").glob("*.txt"))
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "ingest",
        str(rows / "files"),
        "--data",
        str(folder.root),
        "--json",
        "--quiet",
    ]
    times = []
    for _ in range(3):
        clock = Clock()
        answer = subprocess.run(command, check=True, capture_output=True)
        times.append(clock.stop())
        summary = json.loads(answer.stdout)
        if summary["unchanged"] != len(files):
            missed.append("unchanged")
            print(f"  not all of {len(files):,} files were unchanged: {summary}")
    say(
        f"casebook ingest of {len(files):,} unchanged files",
        sorted(times, key=lambda clock: clock.wall)[1],
        REINGEST_TARGET_SECONDS,
    )


@contextlib.contextmanager
def timed(what: str) -> Iterator[None]:
    clock = Clock()
    yield
    say(what, clock.stop())


class Clock:
    """Seconds by the wall clock and of the processor, of this process and of those that it waited for."""

    def __init__(self) -> None:
        self.wall, self.cpu = -time.perf_counter(), -self._cpu()

    def stop(self) -> Clock:
        """Set both to what has passed since the start."""
        self.wall, self.cpu = self.wall + time.perf_counter(), self.cpu + self._cpu()
        return self

    @staticmethod
    def _cpu() -> float:
        spent = os.times()
        return spent.user + spent.system + spent.children_user + spent.children_system


def say(what: str, clock: Clock, target: float | None = None) -> None:
    print(
        f"{what:<48} {clock.wall:8.2f} s {clock.cpu:8.2f} s of the processor{mark(clock.wall, target) if target else ''}",
        flush=True,
    )


def mark(value: float, target: float) -> str:
    """Return a mark behind a value that misses its target."""
    if value <= target:
        return ""
    missed.append(str(value))
    return f"   <-- over {target:g}"


if __name__ == "__main__":
    sys.exit(main())
