"""Check the rows of a run: what keeps its promises goes on, what does not is refused by name.

    tables ── frames ── a suite a table ── refused rows ── what rests on them ── accepted tables
                             └── expectation_results, and results/RUN/TABLE.json for the pages

A broken `critical` promise refuses the row and what rests on it (`refusal.py`, `quarantine.py`); where it is about a whole table, or about the rows that
casebook itself keeps account with, the run is refused. A promise that could not be checked is no broken promise: it
is an error of ours, and refuses the run as well.

A run of any length is checked chunk by chunk (`RunValidation`). What no chunk sees by itself, that a key of one stands
in another too, is checked by the load.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

from expectations.frames import compact_frame, whole_frames
from expectations.quarantine import set_apart
from expectations.refusal import spread
from expectations.results import merged_result, merged_row, result_row, short_result, write_results
from expectations.suites import Expected, expectation_of, ordinal_of, suite_of
from schemas.arrow import arrow_table
from schemas.errors import ExpectationError
from schemas.tables import EXTRACTED_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

    from expectations.quarantine import Accepted
    from expectations.refusal import Refusals
    from expectations.results import Result
    from schemas.columns import Table
    from schemas.rows import Row
    from warehouse.paths import DataFolder

ACCOUNTS = ("documents", "quarantine")
"""Tables that casebook itself writes: a bad row there is an error of ours, and refuses the run."""

CHECKED_TABLES = (*ACCOUNTS, *(table.name for table in EXTRACTED_TABLES))

_LIBRARY = "great_expectations"

LISTED_VALUES = 5
"""Values that a sentence about a broken promise shows."""


class RunValidation:
    """Checks the rows of a run chunk by chunk, and keeps what was seen: one result a promise, summed over the chunks."""

    def __init__(self, run_id: str, folder: DataFolder) -> None:
        self._run_id = run_id
        self._folder = folder
        self._rows: dict[tuple[str, int], Row] = {}
        self._results: dict[str, Result] = {}

    def check(self, tables: Mapping[str, pa.Table]) -> Accepted:
        """Check `tables` (documents, quarantine and the extracted ones) and return what may be loaded.

        Raises:
            ExpectationError: A critical promise about a whole table is broken, or could not be checked: nothing of the
                run may be loaded.
            LoadError: The results cannot be written.
        """
        complete = {name: tables[name] if name in tables else arrow_table(name, []) for name in CHECKED_TABLES}
        frames = whole_frames(complete)
        results = check_tables(complete, frames)
        for name, result in results.items():
            short = short_result(result)
            self._results[name] = merged_result(self._results[name], short) if name in self._results else short
        try:
            outcomes, refusals = _judge(results, complete, self._run_id)
        except ExpectationError:
            self._write()
            raise
        for row in outcomes:
            key = (row["table_name"], row["ordinal"])
            self._rows[key] = merged_row(self._rows[key], row) if key in self._rows else row
        return set_apart(complete, spread(frames, refusals) if refusals else {}, self._run_id)

    def finish(self) -> tuple[list[Row], tuple[str, ...]]:
        """Keep the results in the data folder; return the `expectation_results` rows and the warnings in words.

        Raises:
            LoadError: The results cannot be written.
        """
        self._write()
        rows = list(self._rows.values())
        warnings = tuple(
            f"{row['table_name']}: {row['promise']} Not so for {row['rows_failed']} of {row['rows_checked']}."
            for row in rows
            if row["severity"] == "warning" and not row["is_met"]
        )
        return rows, warnings

    def _write(self) -> None:
        in_order = {name: self._results[name] for name in CHECKED_TABLES if name in self._results}
        write_results(self._folder, self._run_id, in_order)


def check_tables(
    tables: Mapping[str, pa.Table], frames: Mapping[str, pd.DataFrame]
) -> dict[str, ExpectationSuiteValidationResult]:
    """Return the library's results, one a table that has rows; the unexpected indexes are row numbers.

    `frames` are the same tables, from `whole_frames`.
    """
    context = ephemeral_context()
    return {
        name: _check_frame(context, TABLES[name], compact_frame(rows, TABLES[name], frames))
        for name, rows in tables.items()
        if len(rows)
    }


def warm_up() -> threading.Thread:
    """Start to import Great Expectations in the background, to be ready when rows are; return the thread."""
    thread = threading.Thread(target=import_library, name="import-great-expectations", daemon=True)
    thread.start()
    return thread


def import_library() -> Any:  # noqa: ANN401 - the module itself
    """Return Great Expectations, imported without a word to anybody outside."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    os.environ.setdefault("DO_NOT_TRACK", "1")
    if _LIBRARY in sys.modules:
        return importlib.import_module(_LIBRARY)
    # It makes a million objects, which stay: the garbage collector need not look at them, neither now nor each time it looks at all.
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        return importlib.import_module(_LIBRARY)
    finally:
        gc.collect()
        gc.freeze()
        if is_collecting:
            gc.enable()


def ephemeral_context() -> EphemeralDataContext:
    """Return a context that keeps nothing: what is kept of a run is written by `results.py`, complete or not at all."""
    library = import_library()
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    # Without this the library makes a folder for pages in the system's temporary one.
    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    context: EphemeralDataContext = library.get_context(
        mode="ephemeral", project_config=DataContextConfig(store_backend_defaults=stores)
    )
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _check_frame(context: EphemeralDataContext, table: Table, frame: pd.DataFrame) -> ExpectationSuiteValidationResult:
    library = import_library()
    suite = library.ExpectationSuite(
        name=table.name,
        expectations=[expectation_of(expected, ordinal) for ordinal, expected in enumerate(suite_of(table))],
        notes=table.description,
    )
    asset = context.data_sources.add_pandas(table.name).add_dataframe_asset(table.name)
    batch = asset.add_batch_definition_whole_dataframe("run").get_batch({"dataframe": frame})
    result: ExpectationSuiteValidationResult = batch.validate(
        suite, result_format={"result_format": "COMPLETE", "return_unexpected_index_query": False}
    )
    # The library keeps the frames that it has checked: a run of many chunks would hold them all.
    for column in list(frame):
        del frame[column]
    return result


def _judge(
    results: Mapping[str, ExpectationSuiteValidationResult], tables: Mapping[str, pa.Table], run_id: str
) -> tuple[list[Row], Refusals]:
    """Return the `expectation_results` rows, and the reasons to refuse rows, by table and row number.

    Raises:
        ExpectationError: A promise could not be checked, or a broken one cannot be blamed on single rows.
    """
    rows: list[Row] = []
    refusals: Refusals = {}
    for name, result in results.items():
        suite = suite_of(TABLES[name])
        for outcome in result.results:
            ordinal = ordinal_of(outcome)
            expected = suite[ordinal]
            error = _error_of(outcome)
            if error is not None:
                raise ExpectationError(
                    f"nothing was loaded: {name}: the promise “{expected.words}” could not be checked: {error}"
                )
            rows.append(result_row(run_id, tables[name], TABLES[name], ordinal, outcome))
            if outcome.success or expected.severity == "warning":
                continue
            broken = outcome.result.get("unexpected_index_list") or []
            if name in ACCOUNTS or not broken:
                raise ExpectationError(_refused_run(name, expected, outcome.result))
            for row_number in broken:
                refusals.setdefault(name, {}).setdefault(int(row_number), []).append(expected.words)
    return rows, refusals


def _error_of(outcome: ExpectationValidationResult) -> str | None:
    """Return what was raised while the promise was checked: the library tells it flat, or once for each of its steps."""
    told = outcome.exception_info or {}
    for step in (told, *(value for value in told.values() if isinstance(value, dict))):
        if step.get("raised_exception"):
            return str(step.get("exception_message")).splitlines()[0]
    return None


def _refused_run(table: str, expected: Expected, result: Mapping[str, Any]) -> str:
    values = ", ".join(map(repr, result.get("partial_unexpected_list", [])[:LISTED_VALUES]))
    seen = f" (seen: {values})" if values else ""
    return f"nothing was loaded: {table}: the promise “{expected.words}” is broken{seen}."
