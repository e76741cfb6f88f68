"""Which documents have to be extracted, and what becomes of the others."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from flows.console import Silent
from flows.reading import Reading
from flows.sources import find_files
from warehouse.load import KnownDocument

if TYPE_CHECKING:
    from pathlib import Path

FINGERPRINT = "f" * 16


def read(
    folder: Path, known: dict[str, KnownDocument] | None = None, fingerprint: str = FINGERPRINT
) -> tuple[Reading, list[str]]:
    """Return the reading of `folder` and the paths that have to be extracted, relative to it."""
    reading = Reading(known or {}, fingerprint)
    batches = list(reading.batches(list(find_files([folder])), Silent()))
    return reading, [raw.path.removeprefix(f"{folder}/") for batch in batches for raw in batch]


def known_of(folder: Path, state: str = "loaded") -> dict[str, KnownDocument]:
    """Return what the warehouse knows after everything in `folder` was read."""
    batches = Reading({}, FINGERPRINT).batches(list(find_files([folder])), Silent())
    return {raw.path: KnownDocument(raw.sha256, FINGERPRINT, state) for batch in batches for raw in batch}


def test_unchanged_documents_are_left_alone(tmp_path: Path) -> None:
    """The same path, bytes and extractors: nothing to do."""
    (tmp_path / "a.txt").write_text("Words")
    reading, new = read(tmp_path, known_of(tmp_path))
    assert (reading.unchanged, new) == (1, [])


def test_edited_documents_and_new_extractors_are_read_again(tmp_path: Path) -> None:
    """Other bytes, or another fingerprint, and the document is extracted anew."""
    (tmp_path / "a.txt").write_text("Words")
    known = known_of(tmp_path)
    assert read(tmp_path, known, fingerprint="0" * 16)[1] == ["a.txt"]
    (tmp_path / "a.txt").write_text("Other words")
    assert read(tmp_path, known)[1] == ["a.txt"]


def test_quarantined_documents_stay_in_quarantine(tmp_path: Path) -> None:
    """A document that was refused is counted, and not tried again, until its bytes or the extractors change."""
    (tmp_path / "a.txt").write_text("Words")
    reading, new = read(tmp_path, known_of(tmp_path, "quarantined"))
    assert (reading.unchanged, reading.still_quarantined, new) == (0, 1, [])


def test_rows_that_are_gone_are_removed(tmp_path: Path) -> None:
    """A row that left its file is gone; rows of other files stay, though those were not read."""
    (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "one"}\n{"id": 2, "text": "two"}\n')
    known = known_of(tmp_path) | {"/elsewhere/b.jsonl#1": KnownDocument("0" * 64, FINGERPRINT, "loaded")}
    (tmp_path / "a.jsonl").write_text('{"id": 2, "text": "two"}\n')
    reading, new = read(tmp_path, known)
    assert ([f"{tmp_path}/a.jsonl#1"], []) == (reading.removed_paths(), new)


def test_a_damaged_file_removes_nothing(tmp_path: Path) -> None:
    """What is known of a file stays when the file cannot be read to its end this time."""
    rows = b'{"id": 1, "text": "one"}\n' + b'{"id": 2, "text": "two"}\n' * 1
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(rows))
    known = known_of(tmp_path)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(rows)[:-9])
    reading, _ = read(tmp_path, known)
    assert reading.removed_paths() == []
    assert [refusal.reason for refusal in reading.refusals] == ["unreadable"]


def test_an_unreadable_file_keeps_its_earlier_state(tmp_path: Path) -> None:
    """A file that was loaded and now cannot be opened is refused, and its records stay."""
    (tmp_path / "a.txt").write_text("Words")
    known = known_of(tmp_path)
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone")
    reading, _ = read(tmp_path, known)
    assert {f"{tmp_path}/a.txt"} == reading.unreadable_now


def test_an_id_used_twice_is_two_documents(tmp_path: Path) -> None:
    """Rows that share an id in one file are kept apart by a number."""
    (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "one"}\n{"id": 1, "text": "other"}\n')
    assert read(tmp_path)[1] == ["a.jsonl#1", "a.jsonl#1~2"]


def test_batches_are_bounded(tmp_path: Path) -> None:
    """Batches end at their number of documents."""
    (tmp_path / "a.jsonl").write_text('{"text": "one"}\n' * 250)
    batches = list(Reading({}, FINGERPRINT).batches(list(find_files([tmp_path])), Silent()))
    assert [len(batch) for batch in batches] == [100, 100, 50]


def test_the_number_of_documents_is_estimated(tmp_path: Path) -> None:
    """While a large file is read, the watcher is told how many documents there will be; in the end, how many there are."""
    (tmp_path / "a.jsonl").write_text(("{" + '"text": "' + "word " * 9000 + '"}\n') * 300)
    told: list[int] = []
    watcher = Silent()
    watcher.expect = told.append  # type: ignore[method-assign]
    list(Reading({}, FINGERPRINT).batches(list(find_files([tmp_path])), watcher))
    assert told[-1] == 300
    assert all(250 <= total <= 310 for total in told)
