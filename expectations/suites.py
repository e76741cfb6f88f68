"""A suite a table: what its columns promise, derived from `schemas.tables`, and the promises written by hand.

`suite_of` describes the suite in plain values (cheap, tested without Great Expectations); `expectation_of` turns one
into the library's own class.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from expectations.promises import PROMISES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation import Expectation

    from expectations.promises import Severity
    from schemas.columns import Column, Table


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation: the library's class by name, its arguments, and the promise in words."""

    kind: str
    words: str
    arguments: dict[str, Any] = field(default_factory=dict)
    severity: Severity = "critical"
    column: str | None = None


def suite_of(table: Table) -> tuple[Expected, ...]:
    """Return what `table` promises, in the order of its columns."""
    return (
        _unique(table),
        *(expected for column in table.columns for expected in _of_column(column)),
        *_of_pairs(table),
        *(
            Expected(
                "ExpectColumnValuesToBeInSet",
                promise.words,
                {"column": promise.name, "value_set": [True]},
                promise.severity,
                promise.column,
            )
            for promise in PROMISES
            if promise.table == table.name
        ),
    )


def expectation_of(expected: Expected, ordinal: int) -> Expectation:
    """Return the library's expectation; its `meta` carries the place in the suite, which the result comes back with."""
    import great_expectations.expectations as library
    from great_expectations.expectations.metadata_types import FailureSeverity

    kind: type[Expectation] = getattr(library, expected.kind)
    return kind(
        **expected.arguments,
        description=expected.words,
        severity=FailureSeverity(expected.severity),
        meta={"ordinal": ordinal},
    )


def ordinal_of(outcome: ExpectationValidationResult) -> int:
    """Return the place in its suite of the expectation that `outcome` is about."""
    if outcome.expectation_config is None:
        raise ValueError("a result without its expectation")
    return int((outcome.expectation_config.meta or {})["ordinal"])


def _unique(table: Table) -> Expected:
    if len(table.key) == 1:
        (key,) = table.key
        return Expected(
            "ExpectColumnValuesToBeUnique", f"{key} is the key: no two rows share it.", {"column": key}, column=key
        )
    return Expected(
        "ExpectCompoundColumnsToBeUnique",
        f"{', '.join(table.key)} together are the key: no two rows share it.",
        {"column_list": list(table.key)},
    )


def _of_column(column: Column) -> Iterator[Expected]:
    """Yield what a column promises of itself; lists are checked by promises written by hand."""
    name, at = column.name, {"column": column.name}
    if not column.nullable:
        yield Expected("ExpectColumnValuesToNotBeNull", f"{name} is never null.", at, column=name)
    if column.is_list:
        return
    if column.value_set:
        words = f"{name} is one of: {', '.join(column.value_set)}."
        yield Expected("ExpectColumnValuesToBeInSet", words, at | {"value_set": list(column.value_set)}, column=name)
    if column.pattern is not None:
        words = f"{name} has the form {column.pattern}"
        yield Expected("ExpectColumnValuesToMatchRegex", words, at | {"regex": column.pattern}, column=name)
    if column.min_length is not None:
        words = f"{name} has at least {column.min_length} characters."
        yield Expected("ExpectColumnValueLengthsToBeBetween", words, at | {"min_value": column.min_length}, column=name)
    bounds = _bounds(column)
    if bounds:
        yield Expected("ExpectColumnValuesToBeBetween", f"{name} is {_in_words(column)}.", at | bounds, column=name)


def _of_pairs(table: Table) -> Iterator[Expected]:
    """Yield the promises about two columns of a row that the library has words for."""
    for upper, lower, or_equal in (
        ("end_offset", "start_offset", False),
        ("months_max", "months", True),
    ):
        if upper in table.column_names:
            yield Expected(
                "ExpectColumnPairValuesAToBeGreaterThanB",
                f"{upper} is {'at least' if or_equal else 'above'} {lower}.",
                {
                    "column_A": upper,
                    "column_B": lower,
                    "or_equal": or_equal,
                    "ignore_row_if": "either_value_is_missing",
                },
                column=upper,
            )


def _bounds(column: Column) -> dict[str, float | bool]:
    bounds: dict[str, float | bool] = {}
    if column.at_least is not None:
        bounds["min_value"] = column.at_least
    if column.above is not None:
        bounds |= {"min_value": column.above, "strict_min": True}
    if column.at_most is not None:
        bounds["max_value"] = column.at_most
    return bounds


def _in_words(column: Column) -> str:
    parts = [
        f"{word} {bound:g}"
        for word, bound in (("at least", column.at_least), ("above", column.above), ("at most", column.at_most))
        if bound is not None
    ]
    return " and ".join(parts)
