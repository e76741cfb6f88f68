"""What the terminal shows: tables that fit, rows one by one where they do not, nothing that could redraw the screen."""

from __future__ import annotations

import io

import pyarrow as pa
from rich.console import Console

from flows.console import print_answer, show
from warehouse.read import QueryResult


def printed(columns: dict[str, list[object]], width: int) -> str:
    """Return what is shown of an answer on a terminal of `width` characters."""
    table = pa.table(columns)
    stream = io.StringIO()
    kinds = tuple("VARCHAR" for _ in table.column_names)
    print_answer(QueryResult(tuple(table.column_names), kinds, table), Console(file=stream, width=width))
    return stream.getvalue()


def test_a_table_that_fits_is_a_table():
    lines = printed({"person_name": ["Rui Exemplo"], "age": [41]}, 40).splitlines()
    assert lines[0].split("┃")[0].strip() == "person_name"
    assert "Rui Exemplo" in lines[2]
    assert "41" in lines[2]


def test_a_table_that_is_too_wide_is_shown_row_by_row():
    """No word is cut: every column has a line of its own, and every row a number."""
    columns = {f"column_number_{number}": [f"word{number}", None] for number in range(9)}
    text = printed(columns, 80)
    assert "┃" not in text
    assert [line.split()[1] for line in text.splitlines() if line.startswith("row ")] == ["1", "2"]
    for number in range(9):
        assert f"column_number_{number}" in text
        assert f"word{number}" in text


def test_what_could_redraw_the_terminal_is_shown_as_an_escape():
    assert show("a\x1b[2Jb\u202ec") == "a\\u001b[2Jb\\u202ec"
