"""Rows as pandas frames: whole for the promises written by hand, compact for the library.

The library copies a frame for each of its steps: texts become categories there (a copy then moves numbers, not
words), and long ones are cut, because no promise looks at their ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from expectations.promises import PROMISES
from expectations.suites import suite_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from schemas.columns import Table

LONGEST_TEXT: Final = 120
"""Characters of a text that the library sees, and may show."""


def whole_frames(tables: Mapping[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """Return all tables as frames, rows numbered from 0."""
    return {name: table.to_pandas(date_as_object=False) for name, table in tables.items()}


def compact_frame(rows: pa.Table, table: Table, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what the suite of `table` asks for: columns of `rows`, and the answers to the promises by hand.

    `frames` are all tables, from `whole_frames`; rows are numbered as there.
    """
    answers = {promise.name: promise.keeps(frames) for promise in PROMISES if promise.table == table.name}
    asked = [name for name in _columns_asked(table) if name not in answers]
    compact: pd.DataFrame = pa.table({name: _compact(rows[name]) for name in asked}).to_pandas()
    return compact.assign(**answers)


def _columns_asked(table: Table) -> Iterator[str]:
    """Yield the columns that the suite names, each once."""
    asked: dict[str, None] = {}
    for expected in suite_of(table):
        for argument, value in expected.arguments.items():
            if argument in {"column", "column_A", "column_B"}:
                asked[value] = None
            elif argument == "column_list":
                asked |= dict.fromkeys(value)
    yield from asked


def _compact(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the column with texts cut and numbered; of lists, which are checked by hand, only whether they are null."""
    if pa.types.is_list(column.type):
        return pc.if_else(pc.is_valid(column), "a list", pa.scalar(None, pa.string())).dictionary_encode()
    if pa.types.is_string(column.type):
        return pc.utf8_slice_codeunits(column, 0, LONGEST_TEXT).dictionary_encode()
    return column
