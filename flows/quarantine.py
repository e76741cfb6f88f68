"""What was refused: list it, look at it, try it again, hand it on.

An entry is a document that could not be used, or a row of a document that broke a promise. Trying again reads the
whole document anew; what passes this time is loaded, and the entry becomes history.
"""

from __future__ import annotations

import json
import os
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from flows.remote import is_remote
from flows.sources import files_shown
from schemas.errors import ConfigError, QueryError
from warehouse.read import query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.sources import Source
    from warehouse.paths import DataFolder
    from warehouse.read import QueryResult

_LIST: Final = """\
SELECT quarantine_id, quarantine_reason, stage, table_name, message, path
FROM quarantine_open
ORDER BY quarantine_reason, path, table_name NULLS FIRST, record_id"""

_HISTORY: Final = """\
SELECT quarantine_id, quarantine_reason, stage, table_name, message, path, run_id AS refused_in, resolved_run_id AS read_again_in
FROM quarantine
ORDER BY path, table_name NULLS FIRST, record_id, run_id"""


def list_entries(folder: DataFolder, *, history: bool = False) -> QueryResult:
    """Return the entries that stand, one row each; with `history` those too that were read again, and in which run."""
    return query(folder, _HISTORY if history else _LIST)


def find_entry(folder: DataFolder, quarantine_id: str) -> dict[str, Any]:
    """Return the entry with that id, or the only one whose id begins so.

    Raises:
        QueryError: There is none, or there are several.
    """
    found = query(
        folder, "SELECT * FROM quarantine WHERE starts_with(quarantine_id, ?) ORDER BY quarantine_id", [quarantine_id]
    )
    entries = list(_entries(found))
    if len(entries) != 1:
        raise QueryError(f"{len(entries)} entries of quarantine have an id that begins with `{quarantine_id}`.")
    return entries[0]


def paths_to_retry(folder: DataFolder, wanted: Sequence[str]) -> frozenset[str]:
    """Return the documents with standing entries, all or those whose path, id or reason is in `wanted`.

    Raises:
        ConfigError: Something in `wanted` fits no standing entry.
    """
    rows = list(query(folder, "SELECT path, quarantine_id, quarantine_reason FROM quarantine_open").rows())
    if not wanted:
        return frozenset(path for path, _, _ in rows)
    paths: set[str] = set()
    for words in wanted:
        fitting = {
            path for path, entry_id, reason in rows if words in {entry_id, reason, path} or path.endswith(f"/{words}")
        }
        if not fitting:
            raise ConfigError(f"{words}: no standing entry of quarantine has this id, reason or path.")
        paths |= fitting
    return frozenset(paths)


def files_of(paths: frozenset[str]) -> tuple[tuple[Source, ...], int]:
    """Return the files that hold the documents and are still there, as far as that is known without a network.

    Links are counted instead: a file that somebody refused on purpose may since lead to one that they cannot read themselves,
    and what a run is given by name it follows.
    """
    names = {path.partition("#")[0] for path in paths}
    found = sorted(chain.from_iterable(map(_files_of, names)), key=str)
    files = tuple(name for name in found if not (isinstance(name, Path) and name.is_symlink()))
    return files, len(found) - len(files)


def _files_of(path: str) -> list[Source]:
    if is_remote(path):
        return [path.replace("%23", "#")]
    return [Path(name) for name in dict.fromkeys(files_shown(path)) if os.path.lexists(name)]


def export_entries(folder: DataFolder, target: Path) -> int:
    """Write the standing entries to `target` as JSON lines, refused rows included, and return their number.

    Raises:
        ConfigError: The file cannot be written.
    """
    found = query(folder, "SELECT * FROM quarantine_open ORDER BY quarantine_id")
    lines = [orjson.dumps(entry, default=str, option=orjson.OPT_APPEND_NEWLINE) for entry in _entries(found)]
    try:
        target.write_bytes(b"".join(lines))
    except OSError as error:
        raise ConfigError(f"{target}: cannot be written ({error.strerror}).") from error
    return len(lines)


def _entries(found: QueryResult) -> Iterator[dict[str, Any]]:
    """Yield entries of quarantine with the refused row as it was, where the entry is one of a row."""
    for entry in found.records():
        yield entry | {"row_json": json.loads(entry["row_json"]) if entry["row_json"] else None}
