"""Suites follow the tables: what a field promises is expected of its column. No library is needed to see that."""

from __future__ import annotations

import subprocess
import sys

import pytest

from expectations.promises import PROMISES
from expectations.suites import suite_of
from schemas.tables import TABLES


def kinds_of(table, column):
    return {expected.kind for expected in suite_of(TABLES[table]) if expected.column == column}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_each_promise_of_a_column_is_expected(table):
    """Required means never null; a closed set, bounds, a pattern and a least length are all expected."""
    for column in table.columns:
        kinds = kinds_of(table.name, column.name)
        assert ("ExpectColumnValuesToNotBeNull" in kinds) == (not column.nullable), column.name
        if column.is_list:
            continue
        assert not column.value_set or "ExpectColumnValuesToBeInSet" in kinds
        assert not column.pattern or "ExpectColumnValuesToMatchRegex" in kinds
        assert not column.min_length or "ExpectColumnValueLengthsToBeBetween" in kinds
        bounded = {column.at_least, column.above, column.at_most} != {None}
        assert bounded == ("ExpectColumnValuesToBeBetween" in kinds), column.name


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_each_key_is_unique(table):
    """The key of every table is expected to be unique."""
    assert "Unique" in suite_of(table)[0].kind


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_promises_are_sentences_that_differ(table):
    """Each promise is told in its own words, which end as sentences or patterns do."""
    words = [expected.words for expected in suite_of(table)]
    assert len(set(words)) == len(words)
    assert all(text[0].isalpha() for text in words)


def test_hand_written_promises_name_their_column():
    """A promise about a column names one that its table has."""
    for promise in PROMISES:
        assert promise.name not in TABLES[promise.table].column_names
        assert promise.column is None or promise.column in TABLES[promise.table].column_names


def test_the_library_is_not_imported_before_it_is_needed():
    """Importing our modules costs no ten seconds: the library and pandas come in when rows are checked."""
    code = (
        "import sys, expectations.validate, expectations.data_docs, expectations.suites\n"
        "print([name for name in ('great_expectations', 'pandas', 'prefect', 'duckdb') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]"
