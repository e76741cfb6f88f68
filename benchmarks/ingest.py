"""Articles a second of `casebook ingest`, cold and repeated: python -m benchmarks.ingest [FILE] [--runs N].

Each run ingests FILE (by default the press releases of ../shared/corpora/prosecutors) into a new warehouse, then
again into the same one. Times are wall clock of the whole command, start of Python and import of libraries
included.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, default=SHARED / "corpora/prosecutors/dev.jsonl")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not options.file.exists():
        print(f"{options.file.name}: not there; nothing was measured.")
        return 0
    cold, repeated = [], []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as data:
            seconds, first = ingest(options.file, data)
            cold.append(seconds)
            seconds, second = ingest(options.file, data)
            repeated.append(seconds)
            if second["unchanged"] != first["loaded"]:
                print(f"the second run found changes: {second}")
                return 1
    documents, words = first["read"], count_words(options.file)
    print(f"{documents} documents, {words:,} words, median of {options.runs} runs")
    for name, times in (("cold", cold), ("repeated", repeated)):
        median = statistics.median(times)
        print(
            f"{name:9} {median:6.2f} s  ({min(times):.2f}-{max(times):.2f})  {documents / median:7.1f} articles/s"
            f"  {words / median:9,.0f} words/s"
        )
    return 0


def ingest(file: Path, data: str) -> tuple[float, dict[str, int]]:
    started = time.perf_counter()
    command = [sys.executable, "-m", "flows.cli", "ingest", str(file), "--data", data, "--json", "--quiet"]
    answer = subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started, json.loads(answer.stdout)


def count_words(file: Path) -> int:
    with file.open(encoding="utf-8") as lines:
        return sum(len((json.loads(line).get("text") or "").split()) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
