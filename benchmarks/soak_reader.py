"""A reader that asks the stable path of a warehouse again and again: python -m benchmarks.soak_reader DATA [SECONDS].

Between two questions it waits for SECONDS (0.05).

Every answer is checked: a torn snapshot would have rows without their parents, or counts that do not agree. It ends when its
standard input is closed, and prints one JSON object: how often it asked, which snapshots it saw, and every error.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

import duckdb

# Each of these is 0 in every complete state.
CHECKS = {
    "articles without a document": """
        SELECT count(*) FROM articles WHERE article_id NOT IN (SELECT article_id FROM documents WHERE article_id IS NOT NULL)""",
    "loaded documents without their article": """
        SELECT count(*) FROM documents WHERE document_state = 'loaded'
        AND article_id NOT IN (SELECT article_id FROM articles)""",
    "cases without an article": "SELECT count(*) FROM cases WHERE article_id NOT IN (SELECT article_id FROM articles)",
    "claims without an article": "SELECT count(*) FROM claims WHERE article_id NOT IN (SELECT article_id FROM articles)",
    "runs whose counts do not agree": """
        SELECT count(*) FROM runs WHERE run_state = 'finished'
        AND documents_read <> documents_loaded + documents_unchanged + documents_quarantined""",
}


def main() -> int:
    database = Path(sys.argv[1]) / "casebook.duckdb"
    pause_seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 0.05
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    asked, waited, snapshots, errors = 0, 0, set(), []
    while not over.is_set():
        if not database.exists() and not snapshots:
            waited += 1  # nothing was ever published
            time.sleep(0.1)
            continue
        try:
            snapshots.add(ask(database, errors))
            asked += 1
        except Exception as error:  # noqa: BLE001 - every error of a reader is what is looked for
            errors.append(f"{type(error).__name__}: {error}")
        time.sleep(pause_seconds)
    print(json.dumps({"asked": asked, "waited": waited, "snapshots": len(snapshots), "errors": errors}))
    return 0


def ask(database: Path, errors: list[str]) -> str:
    """Ask one snapshot everything and return its name; what does not hold is added to `errors`."""
    with duckdb.connect(str(database), read_only=True) as connection:
        [snapshot] = connection.execute("SELECT path FROM duckdb_databases() WHERE NOT internal").fetchone() or [""]
        for name, query in CHECKS.items():
            [count] = connection.execute(query).fetchone() or [1]
            if count:
                errors.append(f"{count} {name} in {Path(snapshot).resolve().name}")
        connection.execute("SELECT count(*), min(person_name) FROM case_overview").fetchone()
        return str(Path(snapshot).resolve())


if __name__ == "__main__":
    sys.exit(main())
