"""How long the rows of a run take to be checked: `python -m benchmarks.validation [ROWS]` (100,000 unless told).

The rows are those of one made-up article, in as many different texts as are needed. Great Expectations is imported
before the clock starts, as `casebook ingest` imports it beside the extraction.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from expectations.data_docs import build_data_docs
from expectations.validate import import_library
from tests.made_up import make_numbered, make_rows, make_tables
from tests.one_chunk import validate_tables
from warehouse.paths import DataFolder

RUN_ID = "20260101T000000000_aaaa"


def main(rows: int) -> None:
    articles = max(1, rows // (1 + sum(map(len, make_rows().values()))))
    tables = make_tables(RUN_ID, {f"{number}.txt": make_numbered(number) for number in range(articles)})
    started = time.perf_counter()
    import_library()
    print(f"import of Great Expectations: {time.perf_counter() - started:.1f} s")
    with tempfile.TemporaryDirectory() as root:
        folder = DataFolder(Path(root))
        for count, checked in ((0, {"documents": tables["documents"].slice(0, 1)}), (1, tables)):
            started, cpu = time.perf_counter(), time.process_time()
            validation = validate_tables(checked, RUN_ID, folder)
            wall, cpu = time.perf_counter() - started, time.process_time() - cpu
            if count:
                total = sum(table.num_rows for table in checked.values())
                print(f"{total:,} rows of {articles:,} articles: {wall:.2f} s, CPU {cpu:.2f} s")
                print(
                    f"promises checked: {validation.tables['expectation_results'].num_rows}, refused: {validation.rows_refused}"
                )
        started = time.perf_counter()
        build_data_docs(folder)
        print(f"Data Docs of one run and all suites: {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
