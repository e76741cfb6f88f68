"""Links in an inbox are followed to what the user named, and nowhere else; what is not followed is counted."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.console import Silent
from flows.contents import Refusal
from flows.documents import read_documents
from flows.inbox import Inbox, Leavings
from flows.links import Roots
from flows.reading import Reading
from flows.sources import FoundFile, find_files, list_files
from flows.stream import clean_documents
from schemas.article import RawDocument
from schemas.errors import OutsideError, UnfinishedError

SECRET = b"root:x:0:0:root:/root:/bin/sh\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Return an inbox with an article, beside a folder with a file that is nobody's business."""
    folder = tmp_path / "real/inbox"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_bytes(b"Words")
    (tmp_path / "private").mkdir()
    (tmp_path / "private/secret.txt").write_bytes(SECRET)
    return folder


def read(*sources: Path, left: Leavings | None = None, leave_out: Path | None = None) -> dict[str, bytes | str]:
    """Return what is read, by name: the content or the kind of the refusal."""
    given: dict[str, bytes | str] = {}
    for found in find_files(sources, leave_out, Inbox(exclude=("no/", "no.txt")), left):
        for item in [found] if isinstance(found, Refusal) else read_documents(found):
            value = item.content if isinstance(item, RawDocument) else type(item.error).__name__
            given[Path(item.path).name] = value
    return given


@pytest.mark.parametrize(
    ("link", "target", "read_as", "counted"),
    [
        ("b.txt", "/{}/private/secret.txt", None, 1),
        ("b.txt", "../../private/secret.txt", None, 1),
        ("sub/b.txt", "/{}/private/secret.txt", None, 1),
        ("b.txt", "sub/../a.txt", b"Words", 0),  # inside
        ("b.txt", "/{}/real/inbox/a.txt", b"Words", 0),
        ("b.txt", "gone.txt", "UnreadableError", 0),
        ("b.txt", "b.txt", "UnreadableError", 0),  # to itself
        ("b.png", "/{}/private/secret.txt", None, 0),  # would not be read anyway
        ("no.txt", "/{}/private/secret.txt", None, 0),
        (".b.txt", "/{}/private/secret.txt", None, 0),
        ("folder", "/{}/private", None, 1),
        ("up", "../..", None, 1),
        ("again", "sub", None, 0),  # is read where it stands
        ("no", "/{}/private", None, 0),
        ("b.txt", "/{}/real/inbox/data/page.txt", None, 1),  # our own data folder is no article's
    ],
)
def test_links(tmp_path: Path, inbox: Path, link: str, target: str, read_as: object, counted: int) -> None:
    """A link is followed inside what was named; one that leads outside is counted, if it might have been read."""
    (inbox / "data").mkdir()
    (inbox / "data/page.txt").write_bytes(b"Our own")
    (inbox / link).symlink_to(target.replace("/{}", str(tmp_path)))
    left = Leavings()
    given = read(inbox, left=left, leave_out=inbox / "data")
    assert given.pop("a.txt") == b"Words"
    assert given == ({} if read_as is None else {Path(link).name: read_as})
    assert counted == left.counts["outside"]
    if counted:
        sentence = "1 link leads outside what you named and is not followed; name what it leads to, to have it read"
        assert left.sentences() == (f"{sentence}: {inbox / link}",)


def test_what_the_user_names_is_followed(tmp_path: Path, inbox: Path) -> None:
    """An archive behind a link is served: what is typed on the command line is the user's own choice."""
    (tmp_path / "archive").symlink_to(inbox)
    (tmp_path / "one.txt").symlink_to(tmp_path / "private/secret.txt")
    (inbox / "b.txt").symlink_to(inbox / "a.txt")
    (inbox / "c.txt").symlink_to(tmp_path / "private/secret.txt")
    left = Leavings()
    assert read(tmp_path / "archive", left=left) == {"a.txt": b"Words", "b.txt": b"Words"}
    assert left.counts == {"outside": 1}
    assert read(tmp_path / "one.txt") == {"one.txt": SECRET}
    # Two folders that are named may point at one another.
    given = read(inbox, tmp_path / "private", left=Leavings())
    assert given == {"a.txt": b"Words", "b.txt": b"Words", "c.txt": SECRET, "secret.txt": SECRET}


@pytest.mark.parametrize("what", ["file", "folder", "pipe", "other"])
def test_a_link_that_is_put_in_place_later_is_not_followed(tmp_path: Path, inbox: Path, what: str) -> None:
    """A file may become a link between listing and reading, and so may its folder; a pipe in its place does not block."""
    (inbox / "sub/secret.txt").write_bytes(b"Words of an article")
    listing = list_files([inbox], tmp_path / "data", Inbox())
    path = inbox / "sub/secret.txt"
    path.unlink()
    if what == "file":
        path.symlink_to(tmp_path / "private/secret.txt")
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.parent.rmdir()
        path.parent.symlink_to(tmp_path / "private")
    reading = Reading({}, "f" * 16, left=listing.left)
    new = [raw.content for batch in reading.batches(listing.files, Silent()) for raw in batch]
    assert new == [b"Words"]
    assert reading.left.counts == ({"vanished": 1} if what == "other" else {} if what == "pipe" else {"outside": 1})
    assert len(reading.refusals) == (what == "pipe")
    assert reading.removed_paths() == []


def test_a_file_that_is_replaced_while_it_is_opened_is_left(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was opened has to be what the path leads to: else somebody swaps links, or replaces the file."""
    real = os.path.realpath

    def swap(path: Path) -> str:
        (inbox / "new").write_bytes(b"Other words")
        (inbox / "new").replace(inbox / "a.txt")
        return real(path)

    roots = Roots([inbox])
    monkeypatch.setattr("flows.links.os.path.realpath", swap)
    with pytest.raises(UnfinishedError, match=r"a\.txt: is being replaced"):
        roots.open(inbox / "a.txt")


def test_commands_without_a_warehouse_say_it_too(inbox: Path, tmp_path: Path) -> None:
    """`casebook clean` and `casebook extract` follow the same links, and warn of the others."""
    (inbox / "b.txt").symlink_to(tmp_path / "private/secret.txt")
    told: list[str] = []
    watcher = Silent()
    watcher.warn = told.append  # type: ignore[method-assign]
    rows = list(clean_documents([inbox], watcher, 0))
    assert [Path(row["path"]).name for row in rows] == ["a.txt"]
    assert [sentence for sentence in told if "leads outside what you named" in sentence]


names = st.sampled_from(["a", "b", "c"])


@given(
    links=st.lists(
        st.tuples(st.lists(names, min_size=1, max_size=3), st.booleans(), st.lists(st.sampled_from(["..", "a", "b"]))),
        max_size=6,
    )
)
def test_nothing_outside_is_ever_read(links: list[tuple[list[str], bool, list[str]]]) -> None:
    """Whatever links lead to what, each file that is read stands in the folder that was named."""
    with tempfile.TemporaryDirectory() as place:
        inbox, outside = Path(place, "inbox"), Path(place, "a")
        (inbox / "a/b").mkdir(parents=True)
        (outside / "b").mkdir(parents=True)
        for folder in (inbox, inbox / "a", inbox / "a/b"):
            (folder / "own.txt").write_bytes(b"Words")
        for folder in (Path(place), outside, outside / "b"):
            (folder / "own.txt").write_bytes(SECRET)
        for where, is_file, target in links:
            link = inbox.joinpath(*where[:-1], f"{where[-1]}.txt" if is_file else where[-1])
            if link.parent.is_dir() and not os.path.lexists(link):
                link.symlink_to(Path(*target, "own.txt" if is_file else ""))
        left = Leavings()
        for found in find_files([inbox], None, None, left):
            if isinstance(found, FoundFile):
                for item in read_documents(found):
                    assert isinstance(item, RawDocument) or not isinstance(item.error, OutsideError)
                    assert not isinstance(item, RawDocument) or item.content == b"Words"
