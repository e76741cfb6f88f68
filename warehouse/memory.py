"""How much memory the writer's database takes, so that a run of any length fits beside its workers on a laptop.

What does not fit waits in a file beside the database. A bound that is too low ends a run all the same: indexes and the
rows of an open transaction have to be held. Both grow with the warehouse, and so do the bounds.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, NamedTuple

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator


class Bound(NamedTuple):
    """Megabytes of an empty warehouse, and kilobytes more for each article that stands in it."""

    megabytes: int
    kilobytes_an_article: float


ADDING: Final = Bound(96, 1)
"""While a chunk is put in. With 250,000 articles and a tenth of them changed 350 MB; 256 MB were enough."""

WHOLE: Final = Bound(192, 3)
"""While the whole warehouse is asked: 222 MB for 10,000 articles, 950 MB for 250,000."""


@contextmanager
def bounded_memory(connection: duckdb.DuckDBPyConnection, bound: Bound) -> Iterator[None]:
    """Bound the memory of the database to `bound` while the context lasts.

    Raises:
        duckdb.Error: The database refused.
    """
    (articles,) = connection.execute("SELECT count(*) FROM articles").fetchall()[0]
    megabytes = bound.megabytes + bound.kilobytes_an_article * articles / 1000
    connection.execute(f"SET memory_limit = '{megabytes:.0f}MB'")
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # the failure may have closed the database
            # RESET only says that the bound is gone (DuckDB 1.5.6); what it says has to be set.
            connection.execute("RESET memory_limit")
            (whole,) = connection.execute("SELECT current_setting('memory_limit')").fetchall()[0]
            connection.execute(f"SET memory_limit = '{whole}'")
