"""The newest snapshot as a folder of files for other tools: Parquet, CSV, JSON lines, FollowTheMoney, schema.org.

Everything is written under another name first, and gets its own when it is complete: whatever stops an export, what stood
there before still stands. Rows stream, so that memory does not grow with the warehouse.
"""

from __future__ import annotations

import csv
import importlib.metadata
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import orjson

from schemas.errors import ConfigError, LoadError
from warehouse.export.snapshot import belongs_to_month, open_for_export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flows.console import Watcher
    from flows.forms import ExportForm
    from warehouse.export.snapshot import Snapshot, TableForm
    from warehouse.paths import DataFolder

MANIFEST: Final = "export.json"
"""File that says what an export holds; a folder without it is none of ours, and never replaced."""


def export(
    folder: DataFolder, target: Path, form: ExportForm, watcher: Watcher, *, force: bool = False
) -> dict[str, int]:
    """Write the newest snapshot of `folder` into the folder `target`; return the numbers of rows or entities by kind.

    With `force`, an export that stands there is replaced.

    Raises:
        ConfigError: The target holds something, or cannot be written; or the library for the format is not installed.
        QueryError: There is no warehouse.
        LoadError: The disk refused; what stood there before still stands.
    """
    if form == "ftm":
        from flows.export.ftm import check_library

        check_library()
    with _complete_or_nothing(target, force=force) as unfinished, open_for_export(folder, unfinished) as snapshot:
        counts = _write(snapshot, unfinished, form, watcher)
        manifest = {
            "format": form,
            "snapshot": snapshot.name,
            "casebook_version": importlib.metadata.version("casebook"),
            "counts": counts,
        }
        (unfinished / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return counts


def _write(snapshot: Snapshot, target: Path, form: ExportForm, watcher: Watcher) -> dict[str, int]:
    if form == "ftm":
        from flows.export.ftm import write_entities

        return write_entities(snapshot, target, watcher)
    if form == "schema-org":
        from flows.export.schema_org import write_claims

        return write_claims(snapshot, target, watcher)
    return _write_tables(snapshot, target, form, watcher)


def _write_tables(snapshot: Snapshot, target: Path, form: TableForm, watcher: Watcher) -> dict[str, int]:
    counts: dict[str, int] = {}
    watcher.stage("writing tables")
    watcher.expect(len(snapshot.tables))
    for table in snapshot.tables:
        counts[table.name] = snapshot.count(table.name)
        # A table without rows has no months, and would leave no file to find columns in.
        is_parted = form == "parquet" and belongs_to_month(table) and counts[table.name] > 0
        snapshot.copy(table, target / (table.name if is_parted else f"{table.name}.{form}"), form, by_month=is_parted)
        watcher.advance(1)
    with (target / "columns.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("table", "column", "type", "meaning"))
        for table in snapshot.tables:
            writer.writerows((table.name, column.name, column.type, column.description) for column in table.columns)
    return counts


@contextmanager
def _complete_or_nothing(target: Path, *, force: bool) -> Iterator[Path]:
    """Give a new folder that takes the place of `target` when the body is done, and goes when it fails."""
    target = target.absolute()
    _check_target(target, force=force)
    unfinished = target.with_name(f".{target.name}.unfinished")
    replaced = target.with_name(f".{target.name}.replaced")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for left_over in (unfinished, replaced):
            shutil.rmtree(left_over, ignore_errors=True)
        unfinished.mkdir()
    except OSError as error:
        raise ConfigError(f"{target}: cannot be written ({error.strerror or error}).") from error
    try:
        yield unfinished
        shutil.rmtree(unfinished / ".spill", ignore_errors=True)
        if target.exists():
            target.rename(replaced)
        unfinished.rename(target)
    except OSError as error:
        raise LoadError(f"nothing was exported: {error.filename or target}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(replaced, ignore_errors=True)


def _check_target(target: Path, *, force: bool) -> None:
    try:
        is_empty = not target.exists() or (target.is_dir() and not any(target.iterdir()))
    except OSError as error:
        raise ConfigError(f"{target}: cannot be read ({error.strerror or error}).") from error
    if is_empty:
        return
    if not (target / MANIFEST).is_file():
        raise ConfigError(f"{target}: holds something else than an export; name a new or empty folder.")
    if not force:
        raise ConfigError(f"{target}: holds an export already; --force replaces it.")


def json_lines(rows: Iterator[dict[str, Any]], target: Path, watcher: Watcher) -> int:
    """Write rows to a file, one JSON object a line, and return their number."""
    count = 0
    with target.open("wb") as stream:
        for row in rows:
            stream.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
            if count % 1000 == 0:
                watcher.advance(1000)
    watcher.advance(count % 1000)
    return count
