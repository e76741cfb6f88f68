"""Encodings: what the bytes of a document say."""

from __future__ import annotations

import pytest

from extractors.articles.decode import MAX_BYTES, decode
from extractors.articles.parse import parse_article
from schemas.errors import TooLargeError, UndecodableError
from tests.extractors.articles.pages import raw

LINE = "The judge’s café in Málaga cost €40, he said."


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (LINE.encode(), None),
        (LINE.encode(), "iso-8859-1"),
        (LINE.encode("windows-1252"), "windows-1252"),
        (LINE.encode("windows-1252"), "ISO-8859-1"),
        (LINE.encode("windows-1252"), "utf-8"),
        (LINE.encode("windows-1252"), "no-such-encoding"),
        (LINE.encode("utf-16"), None),
        (LINE.encode("utf-16-le"), None),
        (LINE.encode("utf-16-be"), None),
        (LINE.encode("utf-32"), None),
    ],
)
def test_encodings(content: bytes, declared: str | None):
    """A byte order mark, UTF-8 that is valid, the declared encoding, and the bytes themselves, in this order."""
    assert decode(content, declared) == LINE


@pytest.mark.parametrize(
    "head", ['<meta charset="shift_jis">', '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">']
)
def test_encoding_declared_in_markup(head: str):
    """The page's own declaration is heeded."""
    assert "逮捕された男" in decode(f"{head}<p>逮捕された男</p>".encode("shift_jis"), markup=True)


def test_stray_bytes_in_utf_8_are_windows_1252():
    """UTF-8 with a few bytes of Windows-1252 keeps both."""
    content = "Málaga, “yes”, Kraków, naïve — ".encode() * 3 + b"it\x92s"
    assert decode(content).endswith("naïve — it’s")


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n"])
def test_line_ends_of_every_system(end: bytes):
    """Files of Windows and of old Macs read like any other: their line ends are no part of a name."""
    assert decode(b"Mira" + end + b"Okonjo" + end) == "Mira\nOkonjo\n"


def test_nul_characters_become_spaces():
    """Offsets stay, the character goes."""
    assert decode(b"The court\x00sat on Friday and heard the case of the clerk") == (
        "The court sat on Friday and heard the case of the clerk"
    )


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4 x", b"\x89PNG\r\n", b"PK\x03\x04zip", bytes(range(256)) * 20, b"\x00" * 50]
)
def test_binary_files_are_refused(content: bytes):
    """Bytes that are no text are said to be so."""
    with pytest.raises(UndecodableError):
        parse_article(raw(content))


def test_a_document_that_is_too_large_is_refused():
    """The bound is on the bytes."""
    with pytest.raises(TooLargeError):
        decode(b"a" * (MAX_BYTES + 1))
