"""What was seen when promises were checked: as rows of `expectation_results`, and as files for the pages."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult

    from expectations.suites import Expected
    from schemas.rows import Row
    from warehouse.paths import DataFolder

LISTED_VALUES = 5
"""Unexpected values that are kept of a promise."""

_LONG_LISTS = ("unexpected_list", "unexpected_index_list", "unexpected_index_query")


def result_row(run_id: str, table: str, ordinal: int, expected: Expected, outcome: ExpectationValidationResult) -> Row:
    """Return the `expectation_results` row of a promise."""
    result = outcome.result
    unexpected = result.get("partial_unexpected_list") or []
    observed = result.get("observed_value")
    if unexpected:
        observed = ", ".join(str(value)[:80] for value in unexpected[:LISTED_VALUES])
    return {
        "run_id": run_id,
        "table_name": table,
        "ordinal": ordinal,
        "column_name": expected.column,
        "expectation": outcome.expectation_config.type if outcome.expectation_config else expected.kind,
        "promise": expected.words,
        "severity": expected.severity,
        "is_met": bool(outcome.success),
        "rows_checked": result.get("element_count"),
        "rows_failed": result.get("unexpected_count"),
        "observed": None if observed is None else str(observed),
    }


def write_results(folder: DataFolder, run_id: str, results: Mapping[str, ExpectationSuiteValidationResult]) -> Path:
    """Write the results of a run to `results/RUN_ID.json`, whole or not at all, and return the file.

    Lists of all failing rows are left out: `quarantine` has them.
    """
    target = folder.expectations / "results" / f"{run_id}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    content = {table: _short(result) for table, result in results.items()}
    unfinished = target.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False)
        stream.flush()
        os.fsync(stream.fileno())
    return unfinished.replace(target)


def _short(result: ExpectationSuiteValidationResult) -> dict[str, Any]:
    content: dict[str, Any] = result.to_json_dict()  # type: ignore[no-untyped-call]
    for outcome in content["results"]:
        for name in _LONG_LISTS:
            outcome["result"].pop(name, None)
    return content
