"""The bound on the database's memory: it holds, it grows with the warehouse, and it is lifted."""

from __future__ import annotations

import duckdb
import pytest

from tests.made_up import make_numbered
from warehouse.database import open_warehouse
from warehouse.memory import Bound, bounded_memory

LARGE = "CREATE OR REPLACE TEMP TABLE large AS SELECT md5(range::VARCHAR) FROM range(1_000_000)"


def limit(connection) -> str:
    return connection.execute("SELECT current_setting('memory_limit')").fetchone()[0]


def test_a_bound_holds_and_is_lifted(folder):
    """What needs more is refused inside, and done outside: `RESET memory_limit` would not lift the bound."""
    with open_warehouse(folder) as warehouse:
        connection = warehouse.connection
        connection.execute("SET temp_directory = ''")
        with bounded_memory(connection, Bound(20, 0)):
            pass
        before = limit(connection)
        with pytest.raises(duckdb.OutOfMemoryException), bounded_memory(connection, Bound(20, 0)):
            connection.execute(LARGE)
        assert limit(connection) == before
        connection.execute(LARGE)


def test_a_bound_grows_with_the_warehouse(folder, ingest):
    """More articles, more memory: what indexes hold grows too."""
    ingest({f"{number}.txt": make_numbered(number) for number in range(100)}, publish=False)
    with open_warehouse(folder) as warehouse:
        connection = warehouse.connection
        with bounded_memory(connection, Bound(100, 1000)):
            assert limit(connection) == "190.7 MiB"
