"""Records and answers for other programs, on standard output or in a file: JSON, JSON lines, CSV, Parquet; tables for people."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Any, TextIO

import orjson
from rich.console import Console

from flows.console import StandardOutput, print_answer, show, table_of
from schemas.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flows.forms import AnswerForm, PrintedForm
    from warehouse.read import QueryResult


def print_json(value: object) -> None:
    """Print a value as JSON; what JSON has no form for is printed as people see it."""
    sys.stdout.buffer.write(_json(value))
    sys.stdout.buffer.flush()


def print_json_lines(rows: Iterable[dict[str, Any]]) -> None:
    """Print each row as a line of JSON."""
    for row in rows:
        sys.stdout.buffer.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def print_rows(answer: QueryResult, form: PrintedForm) -> None:
    """Print the rows of an answer."""
    match form:
        case "json":
            print_json(list(answer.records()))
        case "csv":
            _write_csv(answer, sys.stdout)
        case "table":
            print_answer(answer, StandardOutput())


def write_rows(answer: QueryResult, form: AnswerForm, output: Path) -> None:
    """Write the rows of an answer to the file `output`.

    Raises:
        ConfigError: The file cannot be written.
    """
    try:
        match form:
            case "parquet":
                import pyarrow.parquet as pq

                pq.write_table(answer.table, output)
            case "json":
                output.write_bytes(_json(list(answer.records())))
            case "csv":
                with output.open("w", encoding="utf-8", newline="") as stream:
                    _write_csv(answer, stream)
            case "table":
                with output.open("w", encoding="utf-8") as stream:
                    Console(file=stream, width=200).print(table_of(None, answer.columns, answer.rows()))
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written ({error.strerror or error}).") from error


def _write_csv(answer: QueryResult, stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_cell(value) for value in row] for row in answer.rows())


def _cell(value: object) -> object:
    """Return a CSV cell; a list as its JSON. Text that a spreadsheet would run as a formula is led by an apostrophe."""
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=str).decode()
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value


def _json(value: object) -> bytes:
    return orjson.dumps(value, default=show, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
