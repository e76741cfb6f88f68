"""What was seen when promises were checked: as rows of `expectation_results`, and as files for the pages."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from expectations.suites import suite_of
from schemas.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult

    from schemas.columns import Table
    from schemas.rows import Row
    from warehouse.paths import DataFolder

LISTED_VALUES = 5
"""Rows that are named of those that broke a promise."""

LONGEST_VALUE = 80
"""Characters of a value that broke a promise."""

_LONG_LISTS = ("unexpected_list", "unexpected_index_list", "unexpected_index_query")


def result_row(run_id: str, rows: pa.Table, table: Table, ordinal: int, outcome: ExpectationValidationResult) -> Row:
    """Return the `expectation_results` row of the promise `ordinal` of `table`, whose `rows` were checked."""
    expected, result = suite_of(table)[ordinal], outcome.result
    broken = (result.get("unexpected_index_list") or [])[:LISTED_VALUES]
    seen = "; ".join(_shown(rows.slice(int(number), 1).to_pylist()[0], table, expected.column) for number in broken)
    return {
        "run_id": run_id,
        "table_name": table.name,
        "ordinal": ordinal,
        "column_name": expected.column,
        "expectation": outcome.expectation_config.type if outcome.expectation_config else expected.kind,
        "promise": expected.words,
        "severity": expected.severity,
        "is_met": bool(outcome.success),
        "rows_checked": result.get("element_count"),
        "rows_failed": result.get("unexpected_count"),
        "observed": seen or None,
    }


def _shown(row: Row, table: Table, column: str | None) -> str:
    """Return the key of a row that broke a promise, and its value where the promise is about one column."""
    key = "/".join(str(row[name]) for name in table.key)
    return key if column is None or column in table.key else f"{key} ({str(row[column])[:LONGEST_VALUE]})"


def write_results(folder: DataFolder, run_id: str, results: Mapping[str, ExpectationSuiteValidationResult]) -> Path:
    """Write the results of a run to `results/RUN_ID.json`, whole or not at all, and return the file.

    Lists of all failing rows are left out: `quarantine` has them.

    Raises:
        LoadError: The file cannot be written.
    """
    target = folder.expectations / "results" / f"{run_id}.json"
    content = {table: _short(result) for table, result in results.items()}
    unfinished = target.with_suffix(".unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8") as stream:
            json.dump(content, stream, ensure_ascii=False)
            stream.flush()
            os.fsync(stream.fileno())
        return unfinished.replace(target)
    except OSError as error:
        raise LoadError(f"nothing was loaded: {target} cannot be written: {error.strerror}") from error


def _short(result: ExpectationSuiteValidationResult) -> dict[str, Any]:
    content: dict[str, Any] = result.to_json_dict()  # type: ignore[no-untyped-call]
    for outcome in content["results"]:
        for name in _LONG_LISTS:
            outcome["result"].pop(name, None)
    return content
