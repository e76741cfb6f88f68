"""A writer in a process of its own, for tests that kill it, starve it or read beside it.

    python -m tests.warehouse.writer DATA_FOLDER SEED RUNS DOCUMENTS [LARGEST_FILE_BYTES]

Prints `ready`, then `RUN_NUMBER committed` after each load and `RUN_NUMBER published` after each snapshot.
"""
# ruff: noqa: T201 - it talks to the test that started it

from __future__ import annotations

import resource
import sys
from pathlib import Path

from schemas.errors import CasebookError
from tests.made_up import make_numbered, make_tables
from warehouse.database import open_warehouse
from warehouse.lock import hold_warehouse
from warehouse.paths import DataFolder
from warehouse.publish import publish_snapshot


def documents_of(seed: int, count: int):
    """Return the documents of a run: every path holds the article that `seed` says."""
    return {f"{number}.txt": make_numbered(seed * count + number) for number in range(count)}


def main(root: str, seed: str, runs: str, count: str, largest: str = "") -> None:
    folder = DataFolder(Path(root))
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))
    print("ready", flush=True)
    for number in range(int(seed), int(seed) + int(runs)):
        with hold_warehouse(folder), open_warehouse(folder) as warehouse:
            run = warehouse.start_run(f"f{number}")
            warehouse.load(run, make_tables(run.run_id, documents_of(number, int(count)), f"f{number}"))
            print(number, "committed", flush=True)
            publish_snapshot(warehouse)
            print(number, "published", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except CasebookError as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        raise SystemExit(1) from error
