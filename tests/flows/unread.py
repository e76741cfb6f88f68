"""A program whose output is cut off before it starts its first process: python -m tests.flows.unread FILE."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from flows.workers import ExtractionPool
from tests.flows.deadly import process_of, raw

if __name__ == "__main__":
    sys.stdin.readline()
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):  # as logging does
            stream.write("nobody reads this\n")
            stream.flush()
    with ExtractionPool(1) as pool:
        [worker] = pool.map_documents(process_of, [raw("a.txt", 1)])
    Path(sys.argv[1]).write_text(f"{os.getpid()} {worker}")
