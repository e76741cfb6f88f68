"""The writer's database: opened, created or upgraded; what a run asks of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from schemas.errors import BusyError, LoadError
from warehouse.derive import derive_rows
from warehouse.history import read_source_history
from warehouse.load import KnownDocument, Load, LoadCounts, open_load, read_known_documents
from warehouse.memory import use_one_allocator
from warehouse.migrations import bring_up_to_date
from warehouse.recurring import read_recurring_lines
from warehouse.runs import Run, fail_run, record_stages, start_run
from warehouse.spread import one_by_one

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import pyarrow as pa

    from warehouse.paths import DataFolder
    from warehouse.spread import Spread


@dataclass(frozen=True, slots=True)
class Warehouse:
    """An open warehouse; only the holder of `hold_warehouse` has one."""

    folder: DataFolder
    connection: duckdb.DuckDBPyConnection

    def start_run(self, fingerprint: str) -> Run:
        """Record the start of a run and return it; runs that died without a word are marked as crashed."""
        return start_run(self.connection, fingerprint)

    def known_documents(self) -> dict[str, KnownDocument]:
        """Return what stands in the warehouse, path by path."""
        return read_known_documents(self.connection)

    def source_history(self) -> pa.Table:
        """Return what earlier runs brought from each source (`warehouse/history.py`)."""
        return read_source_history(self.connection)

    def recurring_lines(self, reason: str, max_characters: int) -> dict[str, frozenset[str]]:
        """Return the lines that publishers print under article after article (`warehouse/recurring.py`)."""
        return read_recurring_lines(self.connection, reason, max_characters)

    @contextmanager
    def loading(self, run: Run) -> Iterator[Load]:
        """Begin the one transaction in which the rows of `run` are loaded, chunk by chunk.

            with warehouse.loading(run) as load:
                load.add(tables)    # as often as there are chunks
                counts = load.finish(results, documents_unchanged=…, removed_paths=…)

        Leaving the body before `finish` leaves the warehouse as it was.

        Raises:
            LoadError: The database refused; nothing of the run was loaded.
        """
        with open_load(self.connection, run) as load:
            yield load

    def load(
        self,
        run: Run,
        tables: Mapping[str, pa.Table],
        *,
        documents_unchanged: int = 0,
        removed_paths: Collection[str] = (),
    ) -> LoadCounts:
        """Load a run whose rows, those of `expectation_results` included, fit into one chunk (`warehouse/load.py`).

        Raises:
            LoadError: A key, reference or count is wrong, or the disk refused; nothing of the run was loaded.
        """
        with self.loading(run) as load:
            load.add(tables)
            return load.finish(
                tables.get("expectation_results"), documents_unchanged=documents_unchanged, removed_paths=removed_paths
            )

    def derive(self, spread: Spread = one_by_one) -> None:
        """Bring what joins articles up to date with what was loaded (`warehouse/derive.py`); `spread` does what falls into tasks.

        Raises:
            LoadError: The database refused; the loaded rows stand.
        """
        derive_rows(self.connection, self.folder, spread)

    def record_stages(self, run: Run, seconds: Mapping[str, float]) -> None:
        """Record how many seconds each stage of `run` took, in place of what was recorded before.

        Raises:
            LoadError: The database refused.
        """
        record_stages(self.connection, run, seconds)

    def fail_run(self, run: Run, error: BaseException) -> None:
        """Record that a run failed, if the database still can."""
        fail_run(self.connection, run, error)


@contextmanager
def open_warehouse(folder: DataFolder) -> Iterator[Warehouse]:
    """Open the writer's database of `folder`, created if it is not there, upgraded if it is of an older version.

    Raises:
        BusyError: Another program has the database open.
        LoadError: The file is no database, or of a version that this casebook cannot write.
        ConfigError: The data folder cannot be created.
    """
    folder.create()
    use_one_allocator()
    try:
        connection = duckdb.connect(folder.database)
    except duckdb.Error as error:
        first_line = str(error).splitlines()[0]
        if "lock" in first_line:
            raise BusyError(
                f"{folder.database} is open in another program: close it there; to look at the data, open "
                f"{folder.current} instead ({first_line})"
            ) from error
        raise LoadError(f"{folder.database} cannot be opened: {first_line}") from error
    try:
        bring_up_to_date(connection, folder)
        yield Warehouse(folder, connection)
    finally:
        connection.close()
