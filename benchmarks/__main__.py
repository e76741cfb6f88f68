"""Run every benchmark in turn: python -m benchmarks (`make bench`)."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    ("boilerplate",),
    ("names",),
    ("values",),
    ("cases",),
    ("cases", "--roles"),
    ("claims",),
    ("extraction",),
    ("stories",),
    ("floors",),
    ("validation",),
    ("report",),
    ("ingest",),
    ("memory",),
    ("loading",),
    ("warehouse",),
    ("throughput", "--documents", "2000"),
)


def main() -> int:
    failed = 0
    for name, *options in BENCHMARKS:
        print(f"\n=== python -m benchmarks.{' '.join([name, *options])}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *options], check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
