"""Containers of documents: zip and tar archives, web archives (WARC), saved pages (MHTML).

Members are streamed one after the other; names of members are labels in the document's path, never paths that are
opened. What a container may cost is bounded by `_Budget`: a small file must not unpack into an endless one.
"""

from __future__ import annotations

import email
import email.policy
import io
import tarfile
import zipfile
from email.message import EmailMessage
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from flows.contents import DAMAGE, MAX_DEPTH, FileKind, Refusal, decompressed, kind_of, read_bounded, read_content
from schemas.article import RawDocument
from schemas.errors import DocumentError, NotAnArticleError, TooLargeError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warcio.recordloader import ArcWarcRecord

    from schemas.vocabulary import DocumentFormat

MAX_MEMBERS: Final = 2_000_000
"""Bound on the members of one archive."""

MAX_ARCHIVE_BYTES: Final = 64 * 1024**3
"""Bound on the decompressed bytes of one archive: at 20 pages a second and core, two days of work."""

WARC_FORMATS: Final[dict[str, DocumentFormat]] = {
    "application/xhtml+xml": "html",
    "text/html": "html",
    "text/plain": "text",
}


def read_container(stream: BinaryIO, path: str, kind: FileKind | None, depth: int) -> Iterator[RawDocument | Refusal]:
    """Yield the documents of a container; a member that cannot be used is a refusal of its own.

    Raises:
        TooLargeError: There are more members, bytes or levels than the bounds allow.
    """
    if depth >= MAX_DEPTH:
        raise TooLargeError(f"{path}: containers are nested more than {MAX_DEPTH} deep.")
    if kind == "zip":
        yield from _read_zip(stream, path, depth)
    elif kind == "tar":
        yield from _read_tar(stream, path, depth)
    elif kind == "warc":
        yield from _read_warc(stream, path)
    else:
        yield from _read_mhtml(stream, path)


class _Budget:
    """What is left of the members and bytes that one archive may have."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._members = MAX_MEMBERS
        self._bytes = MAX_ARCHIVE_BYTES

    def spend(self, size: int) -> None:
        """Take off one member of `size` bytes.

        Raises:
            TooLargeError: Nothing is left.
        """
        self._members -= 1
        self._bytes -= size
        if self._members < 0 or self._bytes < 0:
            raise TooLargeError(
                f"{self._path}: more than {MAX_MEMBERS:,} members or {MAX_ARCHIVE_BYTES // 2**30} GB; the rest was not read."
            )


def _read_zip(stream: BinaryIO, path: str, depth: int) -> Iterator[RawDocument | Refusal]:
    budget = _Budget(path)
    # A zip's directory stands at its end: a member of a tar, which cannot seek, is held in memory under its bound.
    seekable = stream if stream.seekable() else io.BytesIO(read_bounded(stream, path)[0])
    with zipfile.ZipFile(seekable) as archive:
        for info in archive.infolist():
            if info.is_dir() or not _is_wanted(info.filename):
                continue
            budget.spend(info.file_size)
            place = _member_path(path, info.filename)
            if info.flag_bits & 1:
                yield Refusal(place, None, UnreadableError(f"{place}: is encrypted."))
                continue
            try:
                member = archive.open(info)
            except (NotImplementedError, *DAMAGE) as error:
                # A compression that Python lacks, or a damaged member header: the other members can still be read.
                yield Refusal(place, None, UnreadableError(f"{place}: cannot be unpacked ({error})."))
                continue
            with member:
                yield from _read_member(cast("BinaryIO", member), place, info.filename, depth)


def _read_tar(stream: BinaryIO, path: str, depth: int) -> Iterator[RawDocument | Refusal]:
    budget = _Budget(path)
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            budget.spend(info.size)
            # Links, devices and pipes in an archive point elsewhere; only plain files hold words.
            if not info.isreg() or not _is_wanted(info.name):
                continue
            member = archive.extractfile(info)
            if member is not None:
                yield from _read_member(cast("BinaryIO", member), _member_path(path, info.name), info.name, depth)


def _read_member(stream: BinaryIO, place: str, name: str, depth: int) -> Iterator[RawDocument | Refusal]:
    try:
        yield from read_content(stream, place, kind_of(name), depth + 1)
    except DocumentError as error:
        yield Refusal(place, None, error)
    except DAMAGE as error:
        yield Refusal(place, None, UnreadableError(f"{place}: the compressed data is damaged ({error})."))


def _is_wanted(name: str) -> bool:
    """Tell whether a member may hold articles: a known ending, and no hidden or system file."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {".", ".."}]
    return kind_of(name) is not None and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _member_path(path: str, name: str) -> str:
    """Return the member's path: the container's, with `#` and the member's name behind it."""
    return f"{path}#{name.replace('#', '%23')}".encode("utf-8", "backslashreplace").decode()


def _read_warc(stream: BinaryIO, path: str) -> Iterator[RawDocument | Refusal]:
    """Yield the pages and texts of a web archive; redirects, errors, images and scripts hold no article."""
    budget = _Budget(path)
    try:
        for record in ArchiveIterator(decompressed(stream)):
            kind = _warc_format(record)
            if kind is not None:
                yield from _read_record(record, kind, path, budget)
    except ArchiveLoadFailed as error:
        raise UnreadableError(f"{path}: is no web archive, or damaged ({error}).") from error


def _read_record(
    record: ArcWarcRecord, kind: DocumentFormat, path: str, budget: _Budget
) -> Iterator[RawDocument | Refusal]:
    url = record.rec_headers.get_header("WARC-Target-URI") or record.rec_headers.get_header("WARC-Record-ID") or ""
    place = _member_path(path, url.strip("<>"))
    try:
        content, digest = read_bounded(record.content_stream(), place)
    except TooLargeError as error:
        yield Refusal(place, None, error)
        return
    budget.spend(len(content))
    if not content.strip():
        yield Refusal(place, digest, NotAnArticleError(f"{place}: the page is empty."))
        return
    encoding = _charset(record.http_headers.get_header("Content-Type")) if record.http_headers else None
    yield RawDocument(path=place, sha256=digest, format=kind, content=content, url=url, encoding=encoding)


def _warc_format(record: ArcWarcRecord) -> DocumentFormat | None:
    """Return the format of a record that may hold an article, by its content type; null for any other record."""
    if record.rec_type == "response":
        if record.http_headers is None or record.http_headers.get_statuscode() != "200":
            return None
        content_type = record.http_headers.get_header("Content-Type")
    elif record.rec_type in {"resource", "conversion"}:
        content_type = record.rec_headers.get_header("Content-Type")
    else:
        return None
    return WARC_FORMATS.get((content_type or "").partition(";")[0].strip().lower())


def _charset(content_type: str | None) -> str | None:
    """Return the `charset` parameter of a content type."""
    message = EmailMessage()
    message["Content-Type"] = (content_type or "").encode("ascii", "replace").decode()
    return message.get_content_charset()


def _read_mhtml(stream: BinaryIO, path: str) -> Iterator[RawDocument | Refusal]:
    """Yield the page of a browser's single-file archive: its first HTML part; frames and images are left."""
    content, digest = read_bounded(stream, path)
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                url = part.get("Content-Location") or message.get("Snapshot-Content-Location")
                yield RawDocument(
                    path=path,
                    sha256=digest,
                    format="html",
                    content=page,
                    url=str(url) if url else None,
                    encoding=part.get_content_charset(),
                )
                return
    yield Refusal(path, digest, NotAnArticleError(f"{path}: holds no HTML page."))
