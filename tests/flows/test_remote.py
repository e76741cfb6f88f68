"""Folders on other machines, read from real servers on this one: S3 by moto, SFTP by asyncssh."""

from __future__ import annotations

import importlib
import io
import os
import time
import zipfile
from threading import Lock
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from flows import protocols, remote
from flows import read_ahead as read_ahead_module
from flows.console import Silent
from flows.contents import Refusal
from flows.documents import read_documents
from flows.inbox import Inbox, Leavings
from flows.marks import Marks
from flows.read_ahead import read_ahead
from flows.reading import Reading
from flows.road import IngestOptions, run_road
from flows.sources import FoundFile, display_path, find_files, list_files
from schemas.article import RawDocument
from schemas.errors import ConfigError, LoadError, UnfinishedError, UnreachableError, VanishedError
from tests.flows.servers import s3_server, sftp_server
from warehouse.load import KnownDocument
from warehouse.paths import DataFolder
from warehouse.read import query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

FINGERPRINT = "f" * 16
STORY = "LISBON, March 4 (Atlas Wire) - A court in Lisbon on Monday sentenced Rui Exemplo to three years in prison.\n"


def packed(**members: str) -> bytes:
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return stream.getvalue()


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """Return the address of a server that speaks S3."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "DEFAULT_REGION": "us-east-1"}.items():
            patch.setenv(f"AWS_{name}", value)
        patch.delenv("AWS_PROFILE", raising=False)
        with s3_server() as address:
            yield address


@pytest.fixture
def bucket(s3_address: str, request: pytest.FixtureRequest) -> Any:
    """Return an empty bucket."""
    name = f"b-{abs(hash(request.node.name))}"
    made = boto3.resource("s3", endpoint_url=s3_address).Bucket(name)
    made.create()
    return made


@pytest.fixture
def sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    """Return the address of an SFTP server and the folder that it serves."""
    root, home = tmp_path / "root", tmp_path / "home"
    root.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with sftp_server(root, home) as address:
        yield address, root


def contents(address: str, inbox: Inbox, left: Leavings | None = None) -> dict[str, bytes | str]:
    """Return what the files of a folder give: paths below it, with the content or the reason of the refusal."""
    given: dict[str, bytes | str] = {}
    for found in find_files([address], None, inbox, left):
        for item in [found] if isinstance(found, Refusal) else read_documents(found):
            value = item.content if isinstance(item, RawDocument) else type(item.error).__name__
            given[item.path.removeprefix(f"{address}/")] = value
    return given


def put(bucket: Any, **objects: bytes | str) -> None:
    """Store objects of the folder `in`; two underscores stand for a dot."""
    for name, content in objects.items():
        bucket.put_object(Key=f"in/{name.replace('__', '.')}", Body=content)


def test_a_bucket_is_read_as_a_folder_is(bucket: Any, s3_address: str) -> None:
    """Objects and members of archives are read; hidden and unfinished ones are left by the same rules as files."""
    put(bucket, a__txt=b"Words", z__zip=packed(m="Zipped words"), q__html__part=b"<p>", pic__png=b"\x89")
    for key in ("in/2024/", "in/.hidden.txt", "in/page_files/frame.html", "in2/other.txt"):
        bucket.put_object(Key=key, Body=b"")
    bucket.put_object(Key="in/2024/b #1?.html", Body=b"<p>Words")
    left = Leavings()
    address = f"s3://{bucket.name}/in"
    assert contents(address, Inbox(endpoint=s3_address), left) == {
        "2024/b %231?.html": b"<p>Words",
        "a.txt": b"Words",
        "z.zip#m.txt": b"Zipped words",
    }
    assert left.counts == {"unfinished": 1}
    assert list(contents(f"{address}/a.txt", Inbox(endpoint=s3_address)).values()) == [b"Words"]
    assert contents(f"{address}/none", Inbox(endpoint=s3_address)) == {}  # an inbox that is empty now
    assert list(contents(address, Inbox(include=("2024/",), endpoint=s3_address))) == ["2024/b %231?.html"]


def test_a_folder_with_nothing_in_it_is_told(bucket: Any, s3_address: str) -> None:
    """An object store knows no folders: one that is empty and one that was mistyped look alike, so nobody is left guessing."""
    put(bucket, a__txt=b"Words")
    left = Leavings()
    assert contents(f"s3://{bucket.name}/inn", Inbox(endpoint=s3_address), left) == {}
    assert left.sentences() == (f"s3://{bucket.name}/inn: nothing is there",)
    assert left.warnings() == ()


def test_large_objects_are_streamed(bucket: Any, s3_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large object is fetched in blocks, and an archive in it by what its members need; one replaced meanwhile is left."""
    monkeypatch.setattr(remote, "WHOLE_BYTES", 1000)
    monkeypatch.setattr(remote, "BLOCK_BYTES", 1000)
    put(bucket, a__zip=packed(m="word " * 2000, n="other " * 2000), b__txt="long " * 4000)
    inbox = Inbox(endpoint=s3_address)
    address = f"s3://{bucket.name}/in"
    assert [len(value) for value in contents(address, inbox).values()] == [10000, 12000, 20000]
    page = next(f for f in find_files([address], None, inbox) if isinstance(f, FoundFile) and f.kind == "text")
    put(bucket, b__txt="text " * 4000)
    [item] = read_documents(page)
    assert isinstance(item, Refusal)
    assert isinstance(item.error, UnfinishedError)


def test_an_object_that_is_gone_is_no_error(bucket: Any, s3_address: str) -> None:
    """An object that is deleted after it was listed is counted as moved."""
    put(bucket, a__txt="Words")
    [found] = find_files([f"s3://{bucket.name}/in"], None, Inbox(endpoint=s3_address))
    assert isinstance(found, FoundFile)
    bucket.Object("in/a.txt").delete()
    [item] = read_documents(found)
    assert isinstance(item, Refusal)
    assert isinstance(item.error, VanishedError)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("s3://no-such-bucket/in", "there is no such bucket"),
        ("s3://", "names no bucket"),
        ("http://example.org/a.html", "only s3://, gs:// and sftp://"),
        ("file:///etc", "only s3://, gs:// and sftp://"),
        ("simplecache::s3://bucket/in", "there is no such file or folder"),
        ("sftp://rui:geheim@example.org/in", "sftp://rui@example.org/in: leave the password out"),
        ("sftp://example.org:port/in", "is no address"),
    ],
)
def test_addresses_that_cannot_be_read(s3_address: str, address: str, words: str) -> None:
    """Other addresses are wrong usage, told in a sentence without the password."""
    with pytest.raises(ConfigError, match=words) as told:
        list(find_files([address], None, Inbox(endpoint=s3_address)))
    assert "geheim" not in str(told.value)


@pytest.mark.parametrize(
    "endpoint", ["localhost:9000", "ftp://host", "http://key:secret@host", "http://", "http://a b", "http://host:99999"]
)
def test_endpoints_that_are_none(endpoint: str) -> None:
    """An endpoint is the address of a server, without a password."""
    with pytest.raises(ConfigError, match="--endpoint takes"):
        list(find_files(["s3://bucket/in"], None, Inbox(endpoint=endpoint)))


@pytest.mark.parametrize(("scheme", "library"), [("s3", "s3fs"), ("gs", "gcsfs"), ("sftp", "sshfs")])
def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch, scheme: str, library: str) -> None:
    """Where the optional part is not installed, the sentence says how to get it."""
    real = importlib.import_module

    def refuse(name: str) -> object:
        if name == library:
            raise ModuleNotFoundError(name)
        return real(name)

    monkeypatch.setattr(protocols.importlib, "import_module", refuse)
    with pytest.raises(ConfigError, match=f"reading {scheme}:// needs an optional part of casebook; `make extras`"):
        list(find_files([f"{scheme}://host/in"]))


def test_google_storage_is_asked_for_reading_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rights and the time of a request are bounded, and its library reads at its import that it asks for nothing else."""
    variable = "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT"
    monkeypatch.setenv(variable, "")  # so that it is restored
    monkeypatch.delenv(variable)
    imported = []

    def import_module(name: str) -> object:
        imported.append((name, os.environ.get(variable)))
        return SimpleNamespace(GCSFileSystem=object)

    monkeypatch.setattr(protocols.importlib, "import_module", import_module)
    options = protocols.library_options("gs", "gs://bucket/in", "http://127.0.0.1:9")
    assert options == {"access": "read_only", "requests_timeout": 60, "endpoint_url": "http://127.0.0.1:9"}
    assert imported == [("gcsfs", "false")]


def test_unchanged_objects_are_not_fetched(bucket: Any, s3_address: str, tmp_path: Path) -> None:
    """An object with the tag under which it was loaded is unchanged; the mark alone, without the warehouse, is no proof."""
    put(bucket, a__txt="Words", z__zip=packed(m="one", n="two"))
    known: dict[str, KnownDocument] = {}

    def read() -> tuple[Reading, list[str], int]:
        listing = list_files([f"s3://{bucket.name}/in"], tmp_path, Inbox(endpoint=s3_address))
        marks = Marks(tmp_path / "remote.parquet")
        reading = Reading(known, FINGERPRINT, left=listing.left, marks=marks)
        new = [raw for batch in reading.batches(listing.files, Silent()) for raw in batch]
        known.update({raw.path: KnownDocument(raw.sha256, FINGERPRINT, "loaded") for raw in new})
        marks.save()
        fetched = sum(display_path(file.path) in marks._new for file in listing.files if isinstance(file, FoundFile))
        return reading, [raw.content.decode() for raw in new], fetched

    assert read()[1:] == (["Words", "one", "two"], 2)
    reading, new, fetched = read()
    assert (reading.unchanged, new, fetched, reading.removed_paths()) == (3, [], 0, [])
    put(bucket, a__txt="Other")
    reading, new, fetched = read()
    assert (reading.unchanged, new, fetched) == (2, ["Other"], 1)
    # The warehouse is restored from before the edit: the mark is newer than what it knows.
    path = f"s3://{bucket.name}/in/a.txt"
    known[path] = known[path]._replace(sha256="0" * 64)
    assert read()[1:] == (["Other"], 1)
    (tmp_path / "remote.parquet").write_bytes(b"damaged")
    assert read()[1:] == ([], 2)


def test_a_run_over_here_and_there(
    bucket: Any, s3_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of this machine and of a bucket are loaded by one run; a server that does not answer costs itself alone."""
    monkeypatch.setattr(protocols, "ATTEMPTS", 1)
    put(bucket, a__txt=STORY)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.txt").write_text(STORY.replace("Rui", "Ana"))
    folder = DataFolder(tmp_path / "data")
    options = IngestOptions((tmp_path / "in", f"s3://{bucket.name}/in"), folder, workers=0, endpoint=s3_address)
    assert run_road(options, Silent()).loaded == 2
    again = run_road(options, Silent())
    assert (again.read, again.unchanged, again.warnings) == (2, 2, ())
    [(path,)] = query(folder, "SELECT path FROM documents WHERE path LIKE 's3:%'").rows()
    assert path == f"s3://{bucket.name}/in/a.txt"
    gone = IngestOptions((tmp_path / "in", "s3://any/in"), folder, workers=0, endpoint="http://127.0.0.1:9")
    summary = run_road(gone, Silent())
    assert summary.unchanged == 1
    assert "s3://any/in: cannot be reached" in summary.warnings[0]
    with pytest.raises(LoadError, match="nothing of this run was loaded: s3://any/in: cannot be reached"):
        run_road(IngestOptions(("s3://any/in",), folder, workers=0, endpoint="http://127.0.0.1:9"), Silent())


def test_a_server_that_fails_in_between(
    bucket: Any, s3_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """When a server stops answering, the rest of its files are left, after a few tries and not one by one; others are read."""
    for number in range(20):
        bucket.put_object(Key=f"in/{number:02}.txt", Body=f"Words {number}")
    (tmp_path / "b.txt").write_text("Words of this machine")
    listing = list_files([f"s3://{bucket.name}/in", tmp_path / "b.txt"], tmp_path / "none", Inbox(endpoint=s3_address))
    files = [file for file in listing.files if isinstance(file, FoundFile)]
    folder = files[0].path.folder  # type: ignore[union-attr]
    asked: list[str] = []

    class Failing:
        def cat_file(self, key: str) -> bytes:
            asked.append(key)
            if len(asked) > 2:
                raise TimeoutError("the server does not answer")
            return b"Words " + key.encode()

    monkeypatch.setattr(folder, "_connect_later", lambda: Failing)
    folder._filesystem = Failing
    reading = Reading({}, FINGERPRINT, left=listing.left)
    new = [raw for batch in reading.batches(files, Silent()) for raw in batch]
    assert ([raw.path.rpartition("/")[2] for raw in new], reading.refusals) == (["00.txt", "01.txt", "b.txt"], [])
    assert len(asked) == 2 + remote.MAX_FAILURES
    assert listing.left.counts == {"unreachable": 18}
    assert "cannot be reached (the server does not answer)" in listing.left.warnings()[0]
    assert listing.left.warnings()[-1].startswith("18 files could not be fetched and are left for the next run")


def test_sftp(sftp: tuple[str, Path]) -> None:
    """A folder on an SFTP server is read with the user's own key; links are not followed; what grows is left."""
    address, root = sftp
    (root / "in" / "sub").mkdir(parents=True)
    (root / "in" / "a #1.txt").write_text("Words")
    (root / "in" / "sub" / "b.html").write_text("<p>Words")
    (root / "in" / "z.zip").write_bytes(packed(m="Zipped words"))
    (root / "in" / "c.txt.filepart").write_text("Wor")
    (root / "in" / "up").symlink_to(root / "in")
    (root / "in" / "secret.txt").symlink_to("/etc/hostname")
    left = Leavings()
    assert contents(f"{address}/in", Inbox(), left) == {
        "a %231.txt": b"Words",
        "sub/b.html": b"<p>Words",
        "z.zip#m.txt": b"Zipped words",
    }
    assert left.counts == {"unfinished": 1}
    assert list(contents(f"{address}/in/sub/b.html", Inbox()).values()) == [b"<p>Words"]
    with pytest.raises(ConfigError, match="there is no such bucket, folder or file"):
        contents(f"{address}/none", Inbox())
    found = next(file for file in find_files([f"{address}/in/sub"]) if isinstance(file, FoundFile))
    (root / "in" / "sub" / "b.html").write_text("<p>Words and more words")
    [item] = read_documents(found)
    assert isinstance(item, Refusal)
    assert isinstance(item.error, UnfinishedError)


def test_an_sftp_server_that_is_not_known_is_refused(sftp: tuple[str, Path], tmp_path: Path) -> None:
    """A server whose key is not in the user's known_hosts may be anybody."""
    (tmp_path / "home" / ".ssh" / "known_hosts").write_text("")
    left = Leavings()
    assert contents(f"{sftp[0]}/in", Inbox(), left) == {}
    assert "Host key is not trusted" in left.warnings()[0]
    assert UnreachableError.reason == "unreadable"


def test_a_server_that_refuses_a_folder_is_no_document(sftp: tuple[str, Path], tmp_path: Path) -> None:
    """A key that is gone fails a run that names nothing else, and warns in another: no run without articles passes for well."""
    (tmp_path / "home" / ".ssh" / "id_ed25519").unlink()
    (tmp_path / "b.txt").write_text("Words of this machine")
    with pytest.raises(
        LoadError, match=r"nothing of this run was loaded: .*/in: the server refuses it \(Permission denied"
    ):
        list_files([f"{sftp[0]}/in"], tmp_path / "none", Inbox())
    listing = list_files([f"{sftp[0]}/in", tmp_path / "b.txt"], tmp_path / "none", Inbox())
    assert (len(listing.files), len(listing.left.warnings())) == (1, 1)


def test_small_objects_are_fetched_ahead(bucket: Any, s3_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects are fetched while others are read, in bounds of number and bytes; they come in order, each once."""
    put(bucket, **{f"{number:02}__txt": f"Words {number:02} " + "x" * 90 for number in range(24)})
    folder = remote.RemoteFolder(f"s3://{bucket.name}/in", s3_address)
    files = [FoundFile(file, "text", state.size, state) for file, _, state in folder.files()]
    lock, under_way, most, fetched = Lock(), 0, 0, []
    fetch = remote.RemoteFolder.fetch

    def slow_fetch(self: remote.RemoteFolder, key: str) -> bytes:
        nonlocal under_way, most
        with lock:
            under_way, most = under_way + 1, max(most, under_way + 1)
            fetched.append(key)
        time.sleep(0.1)
        with lock:
            under_way -= 1
        return fetch(self, key)

    monkeypatch.setattr(remote.RemoteFolder, "fetch", slow_fetch)

    def run(*, due: bool = True) -> tuple[list[str], float]:
        nonlocal most
        most, began = 0, time.monotonic()
        fetched.clear()
        texts = [
            item.content.decode()[:8] for file in read_ahead(files, lambda _: due) for item in read_documents(file)
        ]
        assert sorted(fetched) == [file.path.key for file in files]
        return texts, time.monotonic() - began

    expected = [f"Words {number:02}" for number in range(24)]
    texts, one_by_one = run(due=False)
    assert (expected, 1) == (texts, most)
    texts, ahead = run()
    assert expected == texts
    assert 8 <= most <= 16
    assert ahead < one_by_one / 2
    monkeypatch.setattr(read_ahead_module, "BYTES_AHEAD", 300)
    texts, _ = run()
    assert expected == texts
    assert most <= 3
