"""Files and folders in, raw documents or refusals out; nothing that was named goes unmentioned."""

from __future__ import annotations

import gzip
import io
import os
from typing import TYPE_CHECKING

import pytest

from flows import contents, sources
from flows.console import Silent
from flows.contents import Refusal, kind_of
from flows.documents import read_documents, read_stream
from flows.inbox import Inbox, Leavings
from flows.parts import Outcome
from flows.quarantine import files_of
from flows.reading import Reading
from flows.sources import FoundFile, find_files, list_files
from schemas.article import RawDocument
from schemas.errors import ConfigError, LoadError

if TYPE_CHECKING:
    from pathlib import Path


def short_id(value: object) -> str:
    """Return a test's id: archives carry the time they were made, and ids must be the same in every process."""
    return value if isinstance(value, str) else type(value).__name__


def read(path: Path) -> list[RawDocument | Refusal]:
    """Return everything that the files under `path` give."""
    items: list[RawDocument | Refusal] = []
    for found in find_files([path]):
        items += [found] if isinstance(found, Refusal) else read_documents(found)
    return items


@pytest.mark.parametrize(
    ("name", "content", "formats"),
    [
        ("a.html", b"<p>Words", ["html"]),
        ("a.HTM", b"<p>Words", ["html"]),
        ("a.txt", b"Words", ["text"]),
        ("a.txt.gz", gzip.compress(b"Words"), ["text"]),
        ("a.txt", gzip.compress(b"Words"), ["text"]),  # gzip under a plain name
        ("a.json", b'{"text": "a"}', ["text"]),
        ("a.json", b'[{"text": "a"}, {"html": "<p>b"}]', ["text", "html"]),
        ("a.json", b'{"text": "a"}\n{"text": "b"}\n', ["text", "text"]),  # JSON lines under .json
        ("a.jsonl", b'\xef\xbb\xbf{"text": "a"}\r\n\r\n{"text": "b"}', ["text", "text"]),
        ("a.ndjson.gz", gzip.compress(b'{"text": "a"}\n'), ["text"]),
    ],
    ids=short_id,
)
def test_formats(tmp_path: Path, name: str, content: bytes, formats: list[str]) -> None:
    """Pages, texts, JSON and JSON lines are read, each also gzipped."""
    (tmp_path / name).write_bytes(content)
    assert formats == [item.format for item in read(tmp_path) if isinstance(item, RawDocument)]


@pytest.mark.parametrize(
    ("name", "content", "reason", "words"),
    [
        ("a.html", b"", "not_an_article", "the file is empty"),
        ("a.txt", b" \n\t ", "not_an_article", "the file is empty"),
        ("a.jsonl", b"", "not_an_article", "the file is empty"),
        ("a.txt.gz", gzip.compress(b"Words" * 100)[:-20], "unreadable", "compressed data is damaged"),
        ("a.json", b'{"text": "a"', "malformed_row", "not valid JSON"),
        ("a.json", b'"text"', "malformed_row", "holds a JSON str"),
    ],
    ids=short_id,
)
def test_refusals(tmp_path: Path, name: str, content: bytes, reason: str, words: str) -> None:
    """A file that cannot be used is one refusal with one clear sentence."""
    (tmp_path / name).write_bytes(content)
    [refusal] = read(tmp_path)
    assert isinstance(refusal, Refusal)
    assert reason == refusal.error.reason
    assert words in str(refusal.error)


def test_one_bad_row_loses_nothing_else(tmp_path: Path) -> None:
    """Invalid JSON on line 7 of 10 costs that line alone, and the sentence names it."""
    lines = [b'{"text": "words"}'] * 10
    lines[6] = b'{"text": "wor'
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    items = read(tmp_path)
    refused = [item for item in items if isinstance(item, Refusal)]
    assert len(items) == 10
    assert [part for item in refused for part in [str(item.error).split(", ")[1].split(":")[0]]] == ["row 7"]


def test_large_documents_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document over the bound is refused, also as a row, and the row behind it is read."""
    monkeypatch.setattr(contents, "MAX_DOCUMENT_BYTES", 1000)
    (tmp_path / "a.txt").write_bytes(b"x" * 1001)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"x" * 5_000_000))
    (tmp_path / "c.jsonl").write_bytes(b'{"text": "' + b"x" * 5000 + b'"}\n{"text": "short"}\n')
    items = read(tmp_path)
    assert [item.error.reason for item in items if isinstance(item, Refusal)] == ["too_large"] * 3
    assert [item.content.decode() for item in items if isinstance(item, RawDocument)] == ["short"]


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    """Folders are read recursively, in name order; hidden and unfinished files and other kinds are passed over."""
    for name in ("b.txt", "a/c.html", "a/.hidden.txt", "a/d.txt.part", "a/picture.png", ".git/x.txt", "e.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"{}")
    found = [
        item.path.relative_to(tmp_path).as_posix() for item in find_files([tmp_path]) if isinstance(item, FoundFile)
    ]
    assert found == ["a/c.html", "b.txt", "e.jsonl"]


def test_each_file_once(tmp_path: Path) -> None:
    """A file that is named twice, or named and in a named folder, is read once."""
    (tmp_path / "a.txt").write_bytes(b"Words")
    assert len(list(find_files([tmp_path, tmp_path / "a.txt", tmp_path]))) == 1


def test_missing_path_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """A path that does not exist is wrong usage, named in the sentence."""
    with pytest.raises(ConfigError, match="nowhere: there is no such file or folder"):
        list(find_files([tmp_path, tmp_path / "nowhere"]))


def test_pipes_and_broken_links_do_not_block(tmp_path: Path) -> None:
    """A named pipe or dangling link is refused, never opened."""
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone")
    assert [item.error.reason for item in read(tmp_path) if isinstance(item, Refusal)] == ["unreadable", "unreadable"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    """A link to a folder above cannot send the walk in circles."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_bytes(b"Words")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    assert len(list(find_files([tmp_path]))) == 1


def test_unreadable_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be listed is one refusal, its neighbours are read; one that was named fails the run, or warns."""
    (tmp_path / "locked").mkdir()
    (tmp_path / "open.txt").write_bytes(b"Words")
    scan = os.scandir

    def refuse(folder: Path) -> object:
        if "locked" in str(folder):
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr(sources.os, "scandir", refuse)  # tests run as root, whom no permission stops
    refused, found = list(find_files([tmp_path]))
    assert isinstance(refused, Refusal)
    assert "locked: the folder cannot be read (Permission denied)" in str(refused.error)
    assert isinstance(found, FoundFile)
    with pytest.raises(
        LoadError, match=r"nothing of this run was loaded: .*locked: the folder cannot be read \(Permission"
    ):
        list_files([tmp_path / "locked"], tmp_path / "data", Inbox())
    listing = list_files([tmp_path / "locked", tmp_path / "open.txt"], tmp_path / "data", Inbox())
    assert ([found], 1) == (listing.files, len(listing.left.warnings()))


def test_strange_file_names(tmp_path: Path) -> None:
    """Names that are no UTF-8, and `#`, which parts a file from its member, stand escaped in the path."""
    name = os.fsdecode(b"caf\xe9 #1.txt")
    (tmp_path / name).write_bytes(b"Words")
    [item] = read(tmp_path)
    assert item.path.endswith("caf\\xe9 %231.txt")
    assert files_of(frozenset({item.path})) == ((tmp_path / name,), 0)


def test_a_refused_file_that_became_a_link_is_not_tried_again(tmp_path: Path) -> None:
    """A run follows what it is given by name, and whoever fills an inbox may have made it lead anywhere."""
    (tmp_path / "secret").write_text("Words")
    (tmp_path / "a.txt").symlink_to(tmp_path / "secret")
    (tmp_path / "b.txt").write_text("")
    paths = frozenset({str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), str(tmp_path / "gone.txt")})
    assert files_of(paths) == ((tmp_path / "b.txt",), 1)


def test_strange_names_can_be_told_and_stored(tmp_path: Path) -> None:
    """What is wrong with a file is a sentence whatever its name: one bad name once failed every run over its folder."""
    (tmp_path / os.fsdecode(b"a\xe9\n\x1b[31m.txt")).symlink_to("gone")
    (tmp_path / os.fsdecode(b"b\xe9\n\x1b[31m.txt.part")).write_bytes(b"Wor")
    left = Leavings()
    [refusal] = find_files([tmp_path], left=left)
    assert isinstance(refusal, Refusal)
    message = Outcome.of_refusal(refusal.path, None, "read", refusal.error).message or ""
    assert message == f"{tmp_path}/a\\xe9 \\x1b[31m.txt: cannot be read (No such file or directory)."
    [sentence] = left.sentences()
    assert sentence.endswith(f"{tmp_path}/b\\xe9\\n\\x1b[31m.txt.part")
    assert (message + sentence).isprintable()


def test_names_that_are_shown_alike_are_both_read(tmp_path: Path) -> None:
    """`#` stands escaped in a path; a file whose name holds just that escape is another, and none is lost."""
    for name in ("a#.txt", "a%23.txt"):
        (tmp_path / name).write_text(name)
    listing = list_files([tmp_path, tmp_path / "a#.txt"], tmp_path / "data", Inbox())
    reading = Reading({}, "f" * 16)
    new = [raw for batch in reading.batches(listing.files, Silent()) for raw in batch]
    assert {f"{tmp_path}/a%23.txt": "a#.txt", f"{tmp_path}/a%23.txt~2": "a%23.txt"} == {
        raw.path: raw.content.decode() for raw in new
    }
    assert files_of(frozenset({new[0].path})) == ((tmp_path / "a#.txt", tmp_path / "a%23.txt"), 0)


@pytest.mark.parametrize(("name", "kind"), [("a.html.gz", "html"), ("a.TXT", "text"), ("a.pdf", None), ("gz", None)])
def test_kind_of(tmp_path: Path, name: str, kind: str | None) -> None:
    """The ending tells the kind, with `.gz` set aside."""
    assert kind == kind_of(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "formats"),
    [
        (b'\n {"text": "a"}\n{"text": "b"}\n', ["text", "text"]),
        (b"<html><p>Words", ["html"]),
        (b"Plain words\nand more", ["text"]),
        (b"", []),
    ],
    ids=short_id,
)
def test_standard_input(content: bytes, formats: list[str]) -> None:
    """Standard input may be JSON lines, a page or a text."""
    items = list(read_stream(io.BytesIO(content)))
    assert formats == [item.format for item in items if isinstance(item, RawDocument)]
    assert len(items) >= 1
