"""Memory of one worker over many documents: python -m benchmarks.memory [--pages 10000] [--records].

Parses the pages of ../shared/corpora/boilerplate again and again, each time with changed words, and prints the
resident memory as it goes; with --records the records are extracted as well. Flat means that nothing is kept.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import resource
import sys
import time
from pathlib import Path

from flows.extraction import extract_document
from schemas.article import RawDocument

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
STEPS = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--records", action="store_true", help="extract cases and claims too")
    options = parser.parse_args()
    files = sorted((SHARED / "corpora/boilerplate/html").glob("*.html.gz"))
    if not files:
        print("../shared is not there: nothing was measured.")
        return 0
    pages = [gzip.decompress(file.read_bytes()) for file in files]
    started = time.process_time()
    first = 0
    for number in range(1, options.pages + 1):
        content = pages[number % len(pages)].replace(b" the ", f" the {number} ".encode(), 3)
        digest = hashlib.sha256(content).hexdigest()
        raw = RawDocument(path=str(number), sha256=digest, format="html", content=content)
        extract_document(raw, mine=options.records)
        if number % max(1, options.pages // STEPS) == 0:
            resident = resident_mb()
            first = first or resident
            seconds = time.process_time() - started
            print(f"{number:7,} pages  {resident:4} MB  {number / seconds:5.1f} pages/s of CPU", flush=True)
    print(f"growth from the first tenth to the last: {resident_mb() - first:+} MB")
    return 0


def resident_mb() -> int:
    """Return the memory that this process holds now (Linux; the peak elsewhere)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
