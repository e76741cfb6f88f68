"""Snapshots for readers: each under its own name, and a pointer that moves to the newest in one step.

A process that has a database open goes on seeing that very file, even when another is put in its place: therefore
no snapshot is ever written over, and readers resolve the pointer each time they open.

A snapshot is a copy of the file after a checkpoint. The writer holds its lock (`warehouse/lock.py`) and no transaction,
so nobody writes meanwhile.
"""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

import duckdb

from schemas.errors import LoadError
from schemas.tables import SCHEMA_VERSION
from warehouse import copying
from warehouse.ddl import literal
from warehouse.runs import one_sentence
from warehouse.views import VIEWS_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.database import Warehouse
    from warehouse.paths import DataFolder


def publish_snapshot(warehouse: Warehouse, *, keep: int = 3) -> Path | None:
    """Publish the state after the last run that changed documents, unless it is published already; return the snapshot.

    A run that found everything unchanged publishes nothing: its own row in `runs` is seen with the next change.
    The newest `keep` snapshots stay; older ones are removed as soon as nobody reads them. Null before the first
    finished run.

    Raises:
        LoadError: The snapshot could not be written; readers keep the one before.
    """
    folder, connection = warehouse.folder, warehouse.connection
    row = connection.execute(
        # By ids, which grow from run to run: clocks are set back, and readers would wait until the time came round again.
        "SELECT coalesce(max(run_id) FILTER (run_id IN (SELECT run_id FROM document_versions)), max(run_id)) "
        "FROM runs WHERE run_state = 'finished'"
    ).fetchone()
    if row is None or row[0] is None:
        return None
    snapshot = folder.snapshots / f"casebook_{row[0]}_{_state_digest(connection)}.duckdb"
    try:
        if not snapshot.exists():
            _copy(connection, folder.database, snapshot)
        _point_to(folder, snapshot)
        _remove_old(folder, keep)
    except (duckdb.Error, OSError) as error:
        reason = one_sentence(error) if isinstance(error, duckdb.Error) else error.strerror
        raise LoadError(
            f"the run is loaded, but {snapshot.name} could not be published: {reason}; readers keep the snapshot before it, "
            "and the next run publishes."
        ) from error
    return snapshot


def current_snapshot(folder: DataFolder) -> Path | None:
    """Return the newest complete snapshot, null where nothing is published."""
    try:
        snapshot = folder.current.resolve(strict=True)
    except OSError:
        return None
    return snapshot


def _state_digest(connection: duckdb.DuckDBPyConnection) -> str:
    """Return what distinguishes a snapshot of the same run with other views, or with persons joined by other decisions."""
    settings = connection.execute("FROM person_settings ORDER BY ALL").fetchall()
    return sha256(f"{SCHEMA_VERSION} {settings} ".encode() + VIEWS_FILE.read_bytes()).hexdigest()[:6]


def _copy(connection: duckdb.DuckDBPyConnection, database: Path, snapshot: Path) -> None:
    """Write the open database to `snapshot`, under another name until it is complete and on the disk."""
    # Of this process alone: the copy of a writer that was killed may still be under way.
    unfinished = snapshot.with_suffix(f".{os.getpid()}.unfinished")
    _remove_unfinished(snapshot.parent)
    try:
        connection.execute("CHECKPOINT")  # all that was committed stands in the file now, and nothing beside it
        if _is_mostly_free(connection):
            _copy_rows(connection, unfinished)
        else:
            _copy_file(database, unfinished)
        unfinished.replace(snapshot)
    except (duckdb.Error, OSError):
        with suppress(duckdb.Error):  # it may be detached already, or fail again for the same reason
            connection.execute("DETACH snapshot")
        _remove_unfinished(snapshot.parent)
        raise


def _copy_file(database: Path, target: Path) -> None:
    """Copy the database file in another process (`warehouse/copying.py`), a tenth of the time that its rows take."""
    command = [sys.executable, "-I", "-S", copying.__file__, str(database), str(target)]
    copied = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603 - our own script
    if copied.returncode:
        reason = copied.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OSError(errno.EIO, reason[-1] if reason else f"the copy ended with code {copied.returncode}")


def _copy_rows(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write the rows anew: slower, and without what deleted rows left free in the file."""
    row = connection.execute("SELECT current_database()").fetchone()
    source = row[0] if row else "warehouse"
    connection.execute(f"ATTACH {literal(str(target))} AS snapshot")
    connection.execute(f'COPY FROM DATABASE "{source}" TO snapshot')
    connection.execute("CHECKPOINT snapshot")  # here a full disk is told as such; on DETACH it is not
    connection.execute("DETACH snapshot")
    with target.open("rb") as stream:
        os.fsync(stream.fileno())


def _is_mostly_free(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether more of the file is free than used: then each snapshot would be twice as large as it need be."""
    row = connection.execute("SELECT free_blocks > used_blocks FROM pragma_database_size()").fetchone()
    return bool(row and row[0])


def _remove_unfinished(snapshots: Path) -> None:
    """Remove what a run that was cut off, or a full disk, left half-written."""
    for left_over in snapshots.glob("*.unfinished*"):
        left_over.unlink(missing_ok=True)


def _point_to(folder: DataFolder, snapshot: Path) -> None:
    if current_snapshot(folder) == snapshot.resolve():
        return
    link = folder.root / ".casebook.duckdb.next"
    link.unlink(missing_ok=True)
    link.symlink_to(snapshot.relative_to(folder.root))
    link.replace(folder.current)


def _remove_old(folder: DataFolder, keep: int) -> None:
    """Remove snapshots older than the newest `keep`, except those that a reader has open."""
    snapshots = sorted(folder.snapshots.glob("casebook_*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True)
    current = current_snapshot(folder)
    for old in snapshots[keep:]:
        if old.resolve() != current and not _is_read(old):
            old.unlink(missing_ok=True)


def _is_read(snapshot: Path) -> bool:
    """Tell whether another process has `snapshot` open: DuckDB's readers hold a shared lock on it."""
    with snapshot.open("r+b") as stream:
        try:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
