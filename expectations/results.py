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

Result = dict[str, Any]
"""What the library says of a table or a promise, as JSON."""

_LONG_LISTS = ("unexpected_list", "unexpected_index_list", "unexpected_index_query")

_LISTED_BY_LIBRARY = 20
"""Values that the library lists of those that broke a promise."""

_JOINT = "; "


def result_row(run_id: str, rows: pa.Table, table: Table, ordinal: int, outcome: ExpectationValidationResult) -> Row:
    """Return the `expectation_results` row of the promise `ordinal` of `table`, whose `rows` were checked."""
    expected, result = suite_of(table)[ordinal], outcome.result
    broken = (result.get("unexpected_index_list") or [])[:LISTED_VALUES]
    seen = _JOINT.join(_shown(rows.slice(int(number), 1).to_pylist()[0], table, expected.column) for number in broken)
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


def merged_row(first: Row, second: Row) -> Row:
    """Return the `expectation_results` row of a promise that two chunks of a run were checked for."""
    seen = [text for row in (first, second) if row["observed"] for text in row["observed"].split(_JOINT)]
    return first | {
        "is_met": first["is_met"] and second["is_met"],
        "rows_checked": _sum(first["rows_checked"], second["rows_checked"]),
        "rows_failed": _sum(first["rows_failed"], second["rows_failed"]),
        "observed": _JOINT.join(seen[:LISTED_VALUES]) or None,
    }


def short_result(result: ExpectationSuiteValidationResult) -> Result:
    """Return the library's result as JSON, without the lists of all failing rows: `quarantine` has them."""
    content: Result = result.to_json_dict()  # type: ignore[no-untyped-call]
    for outcome in content["results"]:
        for name in _LONG_LISTS:
            outcome["result"].pop(name, None)
    return content


def merged_result(first: Result, second: Result) -> Result:
    """Return the result of a table of which two chunks were checked, as if they had been one."""
    later = {outcome["expectation_config"]["meta"]["ordinal"]: outcome for outcome in second["results"]}
    outcomes = [
        _merged_outcome(outcome, later[outcome["expectation_config"]["meta"]["ordinal"]])
        for outcome in first["results"]
    ]
    kept = sum(outcome["success"] for outcome in outcomes)
    return first | {
        "success": kept == len(outcomes),
        "results": outcomes,
        "statistics": {
            "evaluated_expectations": len(outcomes),
            "successful_expectations": kept,
            "unsuccessful_expectations": len(outcomes) - kept,
            "success_percent": 100 * kept / len(outcomes) if outcomes else None,
        },
    }


def _merged_outcome(first: Result, second: Result) -> Result:
    """Return what the library says of a promise over two chunks: counts added, shares anew, the first of each list."""
    one, other = first["result"], second["result"]
    result = dict(one)
    for name in ("element_count", "missing_count", "unexpected_count"):
        if name in one:
            result[name] = _sum(one[name], other.get(name))
    for name in ("partial_unexpected_list", "partial_unexpected_counts"):
        if name in one:
            result[name] = [*one[name], *other.get(name, [])][:_LISTED_BY_LIBRARY]
    # Numbers of rows within a chunk say nothing about the run.
    result.pop("partial_unexpected_index_list", None)
    checked, missing, failed = (
        result.get(name) or 0 for name in ("element_count", "missing_count", "unexpected_count")
    )
    shares = {
        "missing_percent": (missing, checked),
        "unexpected_percent": (failed, checked - missing),
        "unexpected_percent_nonmissing": (failed, checked - missing),
        "unexpected_percent_total": (failed, checked),
    }
    for name, (part, whole) in shares.items():
        if name in one:
            result[name] = 100 * part / whole if whole else None
    return first | {"success": first["success"] and second["success"], "result": result}


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None and second is None else (first or 0) + (second or 0)


def write_results(folder: DataFolder, run_id: str, results: Mapping[str, Result]) -> Path:
    """Write the results of a run, by table, to `results/RUN_ID.json`, whole or not at all, and return the file.

    Raises:
        LoadError: The file cannot be written.
    """
    target = folder.expectations / "results" / f"{run_id}.json"
    unfinished = target.with_suffix(".unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8") as stream:
            json.dump(results, stream, ensure_ascii=False)
            stream.flush()
            os.fsync(stream.fileno())
        return unfinished.replace(target)
    except OSError as error:
        raise LoadError(f"nothing was loaded: {target} cannot be written: {error.strerror}") from error
