"""Archives, web archives and saved pages: every member accounted for, nothing unpacked, every bound kept."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
import zstandard

from flows import containers
from flows.contents import Refusal
from flows.documents import read_documents
from flows.sources import find_files
from schemas.article import RawDocument

if TYPE_CHECKING:
    from pathlib import Path

PAGE = b"<html><p>A court in Porto jailed Rui Exemplo.</p></html>"


def short_id(value: object) -> str:
    """Return a test's id: archives carry the time they were made, and ids must be the same in every process."""
    return value if isinstance(value, str) else type(value).__name__


def read(path: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the documents' contents and the refusals' reasons, by path below the file."""
    documents, refusals = {}, {}
    [found] = find_files([path])
    assert not isinstance(found, Refusal)
    for item in read_documents(found):
        name = item.path.removeprefix(str(path))
        if isinstance(item, RawDocument):
            documents[name] = item.content
        else:
            refusals[name] = item.error.reason
    return documents, refusals


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    """Return a tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def warc(*records: tuple[str, str, str, bytes]) -> bytes:
    """Return a web archive of (type, url, HTTP head, body) records, written as ISO 28500 describes."""
    parts = [b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:0>\r\nContent-Length: 0\r\n\r\n\r\n\r\n"]
    for number, (kind, url, head, body) in enumerate(records, 1):
        block = f"{head}\r\n\r\n".encode() + body if head else body
        content_type = "application/http; msgtype=response" if head else "text/plain"
        parts.append(
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n".encode()
            + block
            + b"\r\n\r\n"
        )
    return b"".join(parts)


OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1"
CRAWL = warc(
    ("response", "https://mast.example/a", OK, PAGE),
    ("response", "https://mast.example/b#c", OK, PAGE + b"<p>More.</p>"),
    ("response", "https://mast.example/gone", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", PAGE),
    ("response", "https://mast.example/i.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png", b"\x89PNG"),
    ("response", "https://mast.example/empty", OK, b""),
    ("conversion", "https://mast.example/text", "", b"Plain words of a page."),
)
WANTED = {"#https://mast.example/a", "#https://mast.example/b%23c", "#https://mast.example/text"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc", CRAWL),
        ("a.warc.gz", gzip.compress(CRAWL)),
        ("a.warc.gz", gzip.compress(CRAWL[:60]) + gzip.compress(CRAWL[60:])),  # a member a record
        ("a.warc.zst", zstandard.compress(CRAWL)),
    ],
    ids=short_id,
)
def test_warc(tmp_path: Path, name: str, content: bytes) -> None:
    """Pages and texts of a crawl are read under their address; redirects, errors and images are no documents."""
    (tmp_path / name).write_bytes(content)
    documents, refusals = read(tmp_path / name)
    assert documents.keys() == WANTED
    assert refusals == {"#https://mast.example/empty": "not_an_article"}


def test_warc_keeps_address_and_encoding(tmp_path: Path) -> None:
    """The address and the encoding that the server declared go with the page."""
    (tmp_path / "a.warc").write_bytes(CRAWL)
    [found] = find_files([tmp_path])
    assert not isinstance(found, Refusal)
    raw = next(item for item in read_documents(found) if isinstance(item, RawDocument))
    assert (raw.url, raw.encoding) == ("https://mast.example/a", "iso-8859-1")


MEMBERS = {
    "pages/a.html": PAGE,
    "b.txt.gz": gzip.compress(b"Words"),
    "c.jsonl": b'{"id": 1, "text": "one"}\n{"id": 2, "text": "tw',
    "../../etc/passwd.txt": b"a name is a label, never a path",
    "__MACOSX/._a.html": b"junk",
    "picture.png": b"\x89PNG",
    "empty.html": b"",
}
MEMBER_DOCUMENTS = {
    "#pages/a.html": PAGE,
    "#b.txt.gz": b"Words",
    "#c.jsonl#1": b"one",
    "#../../etc/passwd.txt": b"a name is a label, never a path",
}
MEMBER_REFUSALS = {"#c.jsonl#2": "malformed_row", "#empty.html": "not_an_article"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped(MEMBERS)),
        ("a.tar", tarred(MEMBERS)),
        ("a.tar.gz", gzip.compress(tarred(MEMBERS))),
        ("a.tgz", gzip.compress(tarred(MEMBERS))),
        ("a.tar.zst", zstandard.compress(tarred(MEMBERS))),
    ],
    ids=short_id,
)
def test_archives(tmp_path: Path, name: str, content: bytes) -> None:
    """Members with a known ending are read as files are, rows and compression included; nothing is written."""
    (tmp_path / name).write_bytes(content)
    assert read(tmp_path / name) == (MEMBER_DOCUMENTS, MEMBER_REFUSALS)
    assert [name] == [file.name for file in tmp_path.iterdir()]


def test_zstandard_files(tmp_path: Path) -> None:
    """A file behind Zstandard is read by its content."""
    (tmp_path / "a.html.zst").write_bytes(zstandard.compress(PAGE))
    assert read(tmp_path / "a.html.zst") == ({"": PAGE}, {})


def test_mhtml(tmp_path: Path) -> None:
    """A browser's single-file page gives its first HTML part, decoded, with its address."""
    (tmp_path / "a.mhtml").write_bytes(
        b"From: <Saved>\r\nSnapshot-Content-Location: https://mast.example/a\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://mast.example/a\r\n\r\n"
        b"<html><p>Caf=C3=A9 owner Rui Exemplo was jai=\r\nled.</p></html>\r\n--x\r\nContent-Type: image/png\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--x--\r\n"
    )
    documents, refusals = read(tmp_path / "a.mhtml")
    assert [page.decode().strip() for page in documents.values()] == [
        "<html><p>Café owner Rui Exemplo was jailed.</p></html>"
    ]
    assert refusals == {}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.zip", zipped(MEMBERS)[:-40], "unreadable"),
        ("a.zip", b"no zip at all", "unreadable"),
        ("a.tar.gz", gzip.compress(tarred(MEMBERS))[:-30], "unreadable"),
        ("a.tar", b"no tar at all" * 100, "unreadable"),
        ("a.warc", b"no warc at all", "unreadable"),
        ("a.mhtml", b"no message at all", "not_an_article"),
        ("a.html.zst", zstandard.compress(PAGE * 100)[:-9], "unreadable"),
    ],
    ids=short_id,
)
def test_damage(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """Damage is one refusal of the container, after what could be read before it."""
    (tmp_path / name).write_bytes(content)
    assert reason == read(tmp_path / name)[1][""]


def test_nested_archives_are_bounded(tmp_path: Path) -> None:
    """A zip in a zip is read; a nest of them ends at the bound, as a refusal."""
    content = zipped({"a.html": PAGE})
    for _ in range(2):
        content = zipped({"n.zip": content})
    (tmp_path / "a.zip").write_bytes(content)
    assert read(tmp_path / "a.zip") == ({"#n.zip#n.zip#a.html": PAGE}, {})
    (tmp_path / "a.zip").write_bytes(zipped({"n.zip": content}))
    assert read(tmp_path / "a.zip") == ({}, {"#n.zip#n.zip#n.zip": "too_large"})


def test_archives_are_bounded_in_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that unpacks to more than its bound is refused from there on; what came before is read."""
    monkeypatch.setattr(containers, "MAX_ARCHIVE_BYTES", 100)
    (tmp_path / "a.zip").write_bytes(zipped({"a.html": PAGE, "b.html": PAGE}))
    assert read(tmp_path / "a.zip") == ({"#a.html": PAGE}, {"": "too_large"})


def test_encrypted_members_are_told(tmp_path: Path) -> None:
    """A member behind a password is refused by name."""
    content = bytearray(zipped({"a.html": PAGE}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    assert read(tmp_path / "a.zip") == ({}, {"#a.html": "unreadable"})


def test_a_member_that_cannot_be_unpacked_costs_itself_alone(tmp_path: Path) -> None:
    """A compression that is not known, or a damaged header of one member: the next member is read."""
    content = bytearray(zipped({"a.html": PAGE, "b.html": PAGE + b"b", "c.html": PAGE + b"c"}))
    first_entry = content.index(b"PK\x01\x02")
    content[first_entry + 10] = 99  # the compression method of a.html, in the directory
    second = content.index(b"PK\x03\x04", 4)
    content[second : second + 2] = b"XX"  # the mark of b.html's own header
    (tmp_path / "a.zip").write_bytes(content)
    assert read(tmp_path / "a.zip") == ({"#c.html": PAGE + b"c"}, {"#a.html": "unreadable", "#b.html": "unreadable"})
