"""Inboxes that others write to, sort and empty: what is complete is read, the rest is left, counted and named."""

from __future__ import annotations

import io
import json
import os
import tarfile
import threading
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import documents, inbox, sources
from flows.console import Silent
from flows.contents import Refusal
from flows.documents import read_documents
from flows.inbox import FileState, Inbox, Leavings, Settling
from flows.reading import Reading
from flows.road import IngestOptions
from flows.sources import FoundFile, find_files, list_files
from flows.terminal import run_and_print
from schemas.errors import ConfigError, UnfinishedError, VanishedError
from warehouse.load import KnownDocument
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FINGERPRINT = "f" * 16
STORY = "LISBON, March 4 (Atlas Wire) - A court in Lisbon on Monday sentenced Rui Exemplo to three years in prison.\n"


def names(folder: Path, conventions: Inbox | None = None, left: Leavings | None = None) -> list[str]:
    """Return what is found in `folder`, as paths below it."""
    found = find_files([folder], None, conventions, left)
    return [item.path.relative_to(folder).as_posix() for item in found if isinstance(item, FoundFile)]


def run(
    folder: Path, known: dict[str, KnownDocument] | None = None, conventions: Inbox | None = None
) -> tuple[Reading, list[str]]:
    """Read `folder` as a run does; return the reading and what has to be extracted, and add that to `known`."""
    listing = list_files([folder], folder / "none", conventions or Inbox())
    reading = Reading({} if known is None else known, FINGERPRINT, inbox=listing.inbox, left=listing.left)
    new = [raw for batch in reading.batches(listing.files, Silent()) for raw in batch]
    if known is not None:
        known.update({raw.path: KnownDocument(raw.sha256, FINGERPRINT, "loaded") for raw in new})
    return reading, [raw.path.removeprefix(f"{folder}/") for raw in new]


@pytest.mark.parametrize(
    ("files", "found", "unfinished"),
    [
        (["a.html", "b.html.part"], ["a.html"], 1),
        (["a.jsonl.tmp", "a.txt.crdownload", "Unconfirmed 12.crdownload", "b.zip.filepart"], [], 4),
        (["a.warc", "a.warc.aria2", "b.txt"], ["b.txt"], 2),  # aria2's notes, and the file that they are about
        (["a.html~", "a.html", "a.txt.swp", ".a.html.Xy12"], ["a.html"], 0),  # an editor's copies, rsync's hidden file
        (["picture.png.part", "notes.pdf.tmp"], [], 0),  # never an article
    ],
)
def test_names_of_unfinished_files(tmp_path: Path, files: list[str], found: list[str], unfinished: int) -> None:
    """Files whose names say that they are being written are left, and counted when they may become articles."""
    for name in files:
        (tmp_path / name).write_bytes(b"Words")
    left = Leavings()
    assert found == names(tmp_path, left=left)
    assert unfinished == left.counts["unfinished"]


def test_an_empty_file_beside_its_part_is_unfinished(tmp_path: Path) -> None:
    """Firefox keeps an empty file of the final name beside the `.part`; an old full one is an article."""
    (tmp_path / "a.html").write_bytes(b"")
    (tmp_path / "b.html").write_bytes(b"<p>Words")
    for name in ("a.html.part", "b.html.part"):
        (tmp_path / name).write_bytes(b"<p>Wor")
    assert names(tmp_path) == ["b.html"]


def test_what_is_given_up_is_told_apart(tmp_path: Path) -> None:
    """An unfinished file that has not changed for two days is no reason to wait, but to look."""
    (tmp_path / "a.html.part").write_bytes(b"<p>")
    os.utime(tmp_path / "a.html.part", (time.time() - 2 * 86400,) * 2)
    left = Leavings()
    names(tmp_path, left=left)
    assert (left.counts["unfinished"], left.counts["abandoned"]) == (0, 1)
    assert f"1 unfinished file has not grown for a day and may be given up: {tmp_path}/a.html.part" in left.sentences()


TREE = ("2024/a.html", "2024/drafts/b.html", "2025/C.HTML", "2025/press-1.txt", "drafts/d.txt", "top.txt")


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ((), (), TREE),
        (("*.html",), (), TREE[:3]),
        (("2024/",), (), TREE[:2]),
        (("2024",), (), TREE[:2]),
        (("/*.txt",), (), ("top.txt",)),
        (("2025/press-*", "top.*"), (), ("2025/press-1.txt", "top.txt")),
        ((), ("drafts/",), ("2024/a.html", "2025/C.HTML", "2025/press-1.txt", "top.txt")),
        ((), ("/drafts",), ("2024/a.html", "2024/drafts/b.html", "2025/C.HTML", "2025/press-1.txt", "top.txt")),
        (("*.html",), ("**/drafts/*",), ("2024/a.html", "2025/C.HTML")),
        (("*.nothing",), (), ()),
    ],
)
def test_patterns(
    tmp_path: Path, include: tuple[str, ...], exclude: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """Patterns are those of .gitignore, matched below the named folder, whatever the case."""
    for name in TREE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"Words")
    assert list(expected) == names(tmp_path, Inbox(include, exclude))


def test_patterns_hold_for_named_files(tmp_path: Path) -> None:
    """Where the shell has spelled the files out, their names are matched."""
    for name in ("a.txt", "draft.txt"):
        (tmp_path / name).write_bytes(b"Words")
    found = find_files([tmp_path / "a.txt", tmp_path / "draft.txt"], None, Inbox(exclude=("draft*",)))
    assert [item.path.name for item in found if isinstance(item, FoundFile)] == ["a.txt"]


def test_a_bad_pattern_is_wrong_usage(tmp_path: Path) -> None:
    """A pattern that is none is told before anything is read."""
    with pytest.raises(ConfigError, match="is no pattern of file names"):
        names(tmp_path, Inbox(include=("!",)))


def written_while_read(path: Path, rest: bytes) -> Iterator[object]:
    """Yield what reading the file gives while another program appends `rest` to it."""
    [found] = [item for item in find_files([path]) if isinstance(item, FoundFile)]
    items = read_documents(found, lambda count: path.open("ab").write(rest) if not count else None)  # at its end
    yield from items


def test_a_page_that_grows_is_left(tmp_path: Path) -> None:
    """A page to which another program writes while it is read is left whole, not loaded by half."""
    (tmp_path / "a.html").write_bytes(b"<p>The first half of an art")
    [item] = written_while_read(tmp_path / "a.html", b"icle.")
    assert isinstance(item, Refusal)
    assert isinstance(item.error, UnfinishedError)


def test_rows_of_a_growing_file_are_read_but_for_the_last(tmp_path: Path) -> None:
    """Rows that are complete are read; the last, which may be cut off, waits, and is no malformed row."""
    rows = b"".join(b'{"id": %d, "text": "Words"}\n' % number for number in range(5)) + b'{"id": 5, "te'
    (tmp_path / "a.jsonl").write_bytes(rows)
    items = list(written_while_read(tmp_path / "a.jsonl", b'xt": "Words"}\n'))
    assert [f"{tmp_path}/a.jsonl#{number}" for number in range(5)] == [item.path for item in items[:-1]]
    assert isinstance(items[-1].error, UnfinishedError)


def test_members_of_a_growing_archive(tmp_path: Path) -> None:
    """An archive that is cut off in its third member gives the first two, and no damage while it grows."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for number in range(3):
            info = tarfile.TarInfo(f"{number}.txt")
            info.size = 5000
            archive.addfile(info, io.BytesIO(b"word " * 1000))
    whole = packed.getvalue()
    (tmp_path / "a.tar").write_bytes(whole[:14000])
    items = list(written_while_read(tmp_path / "a.tar", whole[14000:]))
    assert [f"{tmp_path}/a.tar#0.txt", f"{tmp_path}/a.tar#1.txt"] == [item.path for item in items[:-1]]
    assert isinstance(items[-1].error, UnfinishedError)


def test_a_growing_file_removes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of a file that is being written anew stays until it is complete."""
    (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "one"}\n{"id": 2, "text": "two"}\n')
    known: dict[str, KnownDocument] = {}
    run(tmp_path, known)
    (tmp_path / "a.jsonl").write_text('{"id": 1, "te')
    monkeypatch.setattr(documents, "_written", lambda file: time.perf_counter_ns())  # it changes at every look
    reading, new = run(tmp_path, known)
    assert (new, reading.removed_paths(), len(reading.refusals)) == ([], [], 0)
    assert reading.left.sentences() == (
        f"1 file is still being written and is left for the next run: {tmp_path}/a.jsonl",
    )


def test_a_file_that_is_gone_is_no_error(tmp_path: Path) -> None:
    """A file that was moved between listing and reading is counted; what was loaded from it stands."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(f"Words {name}")
    known: dict[str, KnownDocument] = {}
    run(tmp_path, known)
    listing = list_files([tmp_path], tmp_path / "none", Inbox())
    (tmp_path / "b.txt").rename(tmp_path.parent / "done.txt")
    reading = Reading(known, FINGERPRINT, left=listing.left)
    assert not list(reading.batches(listing.files, Silent()))
    assert (reading.unchanged, reading.refusals, reading.removed_paths()) == (2, [], [])
    assert reading.left.sentences() == (
        f"1 file was moved or deleted before it was read; what was loaded from it earlier stands: {tmp_path}/b.txt",
    )


def test_a_folder_that_is_gone_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is removed while the inbox is walked costs itself alone."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text("Words")
    scan = os.scandir

    def vanish(folder: Path) -> object:
        entries = list(scan(folder))
        if (tmp_path / "a").exists():
            (tmp_path / "a").rmdir()
        return iter(entries)

    monkeypatch.setattr(sources.os, "scandir", vanish)
    left = Leavings()
    assert names(tmp_path, left=left) == ["b.txt"]
    assert left.counts == {"vanished": 1}


def test_vanished_is_told_without_a_warehouse(tmp_path: Path) -> None:
    """`casebook extract` says so in a sentence."""
    (tmp_path / "a.txt").write_text("Words")
    [found] = find_files([tmp_path])
    assert isinstance(found, FoundFile)
    (tmp_path / "a.txt").unlink()
    [item] = read_documents(found)
    assert isinstance(item, Refusal)
    assert isinstance(item.error, VanishedError)
    assert str(item.error) == f"{tmp_path}/a.txt: was moved or deleted before it was read."


def test_fresh_files_are_waited_for(tmp_path: Path) -> None:
    """A file that changed a moment ago is read last, when it has been left alone long enough."""
    (tmp_path / "b.txt").write_text("Other words")
    os.utime(tmp_path / "b.txt", (1, 1))
    began = time.monotonic()
    (tmp_path / "a.txt").write_text("Words")
    reading, new = run(tmp_path, conventions=Inbox(settle_seconds=0.5))
    assert new == ["b.txt", "a.txt"]
    assert 0.45 < time.monotonic() - began < 20
    assert not reading.left.counts


def test_files_that_need_longer_are_left(tmp_path: Path) -> None:
    """A run does not wait a minute for files that have to be left alone for a minute."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Words")
    began = time.monotonic()
    reading, new = run(tmp_path, conventions=Inbox(settle_seconds=60))
    assert (new, reading.left.counts["unfinished"]) == ([], 2)
    assert time.monotonic() - began < 20


def test_waiting_is_bounded_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many files need half a second each, a run waits WAIT_SECONDS for all of them."""
    slept: list[float] = []
    monkeypatch.setattr(inbox.time, "sleep", slept.append)
    settling = Settling(60)
    for _ in range(100):
        state = FileState(5, time.time() - 59.6)
        settling.is_settled(state, lambda state=state: FileState(5, state.modified - sum(slept)))
    assert 0 < sum(slept) <= inbox.WAIT_SECONDS


def test_a_clock_that_runs_ahead_does_not_stop_the_run(tmp_path: Path) -> None:
    """A file of a server whose clock is an hour ahead is read when it has been seen unchanged."""
    (tmp_path / "a.txt").write_text("Words")
    os.utime(tmp_path / "a.txt", (time.time() + 3600,) * 2)
    assert run(tmp_path, conventions=Inbox(settle_seconds=0.1))[1] == ["a.txt"]


@given(
    files=st.lists(st.integers(1, 3), min_size=1, max_size=12),
    limit=st.integers(1, 5),
    edited=st.sets(st.integers(0, 11), max_size=4),
)
def test_a_backlog_is_worked_off(
    tmp_path_factory: pytest.TempPathFactory, files: list[int], limit: int, edited: set[int]
) -> None:
    """With a limit, run after run reads that many files until none is left, and unchanged ones do not count."""
    folder = tmp_path_factory.mktemp("inbox")
    for number, rows in enumerate(files):
        lines = (json.dumps({"id": row, "text": f"Words {number} {row}"}) for row in range(rows))
        (folder / f"{number:02}.jsonl").write_text("\n".join(lines))
    known: dict[str, KnownDocument] = {}
    conventions = Inbox(max_files=limit)

    def runs_until_done(due: int) -> None:
        while due > 0:
            reading, new = run(folder, known, conventions)
            assert min(limit, due) == len({path.partition("#")[0] for path in new})
            due -= min(limit, due)
            assert due == reading.left.counts["over_limit"]
            assert reading.removed_paths() == []

    runs_until_done(len(files))
    assert sum(files) == len(known)
    edited &= set(range(len(files)))
    for number in edited:
        (folder / f"{number:02}.jsonl").write_text(
            json.dumps({"id": 0, "text": f"Other words {number}"})
            + "\n"
            + "\n".join(json.dumps({"id": row, "text": "more"}) for row in range(1, files[number]))
        )
    runs_until_done(len(edited))
    assert (sum(files), []) == (run(folder, known, conventions)[0].unchanged, run(folder, known, conventions)[1])


def test_edits_come_before_what_is_new(tmp_path: Path) -> None:
    """With a limit, an edit of what is loaded is read first, then what is new, then what an upgrade asks for."""
    for name in ("b.txt", "c.txt"):
        (tmp_path / name).write_text(f"Words {name}")
    known: dict[str, KnownDocument] = {}
    run(tmp_path, known)
    known[f"{tmp_path}/b.txt"] = known[f"{tmp_path}/b.txt"]._replace(fingerprint="0" * 16)
    (tmp_path / "a.txt").write_text("New words")
    (tmp_path / "c.txt").write_text("Edited words")
    order = [run(tmp_path, known, Inbox(max_files=1))[1] for _ in range(4)]
    assert order == [["c.txt"], ["a.txt"], ["b.txt"], []]


@pytest.mark.slow
def test_watch_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What is complete is loaded at once; what is being written is waited for and loaded; then the command ends."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text(STORY)
    part = articles / "b.txt.part"
    part.write_text(STORY[:40])

    def finish() -> None:
        while not (tmp_path / "data" / "casebook.duckdb").exists():  # the first run is published
            time.sleep(0.05)
        with (articles / "c.txt").open("w") as stream:
            for word in STORY.replace("Rui", "Ana").split():
                stream.write(f"{word} ")
                stream.flush()
                time.sleep(0.02)
        part.write_text(STORY.replace("Rui", "Eva"))
        part.rename(articles / "b.txt")

    writer = threading.Thread(target=finish)
    writer.start()
    options = IngestOptions((articles,), DataFolder(tmp_path / "data"), workers=0, settle_seconds=0.2)
    run_and_print(options, as_json=True, quiet=True, watch_once=True)
    writer.join()
    shown = capfd.readouterr().out
    first, second = (json.loads(text) for text in shown.replace("\n}\n{", "\n}\0{").split("\0"))
    assert (first["loaded"], first["unchanged"], first["left"]) == (1, 0, {"unfinished": 1})
    assert (second["loaded"], second["unchanged"], second["left"]) == (2, 1, {})
