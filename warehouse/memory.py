"""How much memory the writer takes, so that a run of any length fits beside its workers on a laptop.

What does not fit into the database's bound waits in a file beside it. A bound that is too low ends a run all the same: indexes
and the rows of an open transaction have to be held. Both grow with the warehouse, and so do the bounds.

Allocators keep what was freed, each for itself, in case it is wanted again: 200 MB after a chunk of a run. So Arrow takes its
memory from the system's, and `give_back` is called where much was freed.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Bound(NamedTuple):
    """Megabytes of an empty warehouse, and kilobytes more for each article that stands in it."""

    megabytes: int
    kilobytes_an_article: float


ADDING: Final = Bound(96, 1)
"""While a chunk is put in. With 250,000 articles and a tenth of them changed 350 MB; 256 MB were enough."""

WHOLE: Final = Bound(128, 3.25)
"""While the whole warehouse is asked: 160 MB for 10,000 articles, 940 MB for 250,000."""


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


def use_one_allocator() -> None:
    """Let Arrow take memory from the system's allocator from now on, which can be told to give it back."""
    if pa.default_memory_pool().backend_name != "system":
        pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> None:
    """Give freed memory back to the machine; takes some milliseconds."""
    pa.default_memory_pool().release_unused()
    trim = _trim()
    if trim:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """Return `malloc_trim` of the C library, null where it has none (musl, macOS, Windows)."""
    name = ctypes.util.find_library("c")
    return getattr(ctypes.CDLL(name), "malloc_trim", None) if name else None
