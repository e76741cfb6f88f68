"""Bytes → text: which encoding a document is in, and what is no text at all.

`decode` tries, in this order: a byte order mark, UTF-8 that proves itself, the encoding declared outside the
document or in its markup, UTF-8 with stray bytes of another code page, UTF-16 without a mark, and last what
charset-normalizer finds. Offsets of plain text are offsets into what `decode` returns.
"""

from __future__ import annotations

import codecs
import re

from schemas.errors import TooLargeError, UndecodableError

MAX_BYTES = 32 * 1024 * 1024
"""Largest document that is decoded: about two hundred times a long news page."""

SAMPLE_BYTES = 64 * 1024

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# File types that crawlers store by mistake under an .html or .txt name.
_BINARY_HEADS = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
    b"\x7fELF",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
    b"OggS",
    b"ID3",
)

_META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-z0-9_.:-]{2,40})""", re.IGNORECASE)
_WINDOWS_1252_BYTES = bytes(set(range(256)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D})
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})

# The WHATWG encoding standard reads these labels as Windows-1252, as every browser does.
_WINDOWS_1252_LABELS = frozenset({"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "cp819"})

# Codecs that Python knows by name and that no page is written in; UTF-8 was tried before.
_NOT_OF_PAGES = frozenset(
    {"utf-8", "utf-8-sig", "utf-7", "punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"}
)


def decode(content: bytes, declared: str | None = None, *, markup: bool = False) -> str:
    """Return the text of `content`; NUL characters become spaces, a UTF-8 byte order mark stays as U+FEFF.

    Lines end with a line feed, whatever system wrote them, as in any text that Python reads.

    Args:
        content: The bytes of the document.
        declared: Encoding that was declared outside the document, if any.
        markup: Look for an encoding declared in HTML or XML markup.

    Raises:
        TooLargeError: More than `MAX_BYTES` bytes.
        UndecodableError: The bytes are no text.
    """
    if len(content) > MAX_BYTES:
        raise TooLargeError(f"the document has {len(content)} bytes, more than {MAX_BYTES}")
    if content.startswith(_BINARY_HEADS):
        raise UndecodableError(f"the content is a binary file: it begins with {content[:4]!r}")
    text = _decode(content, declared, markup=markup).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        if text.count("\x00") > max(8, len(text) // 100):
            raise UndecodableError("the content is binary: it is full of NUL characters")
        text = text.replace("\x00", " ")
    return text


def _decode(content: bytes, declared: str | None, *, markup: bool) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        # Bytes that are not ASCII and yet valid UTF-8 are UTF-8 whatever the page says of itself.
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    named = [label for label in (declared, _declared_in_markup(content) if markup else None) if label]
    for label in named:
        text = _decode_strictly(content, label)
        if text is not None:
            return text
    utf_16 = _utf_16_without_mark(content)
    if utf_16:
        return content.decode(utf_16, errors="replace")
    _refuse_binary(content)
    return _decode_mixed(content) or _detect(content)


def _declared_in_markup(content: bytes) -> str | None:
    head = content[:4096]
    match = _XML_ENCODING.search(head) or _META_CHARSET.search(head)
    return match.group(1).decode("ascii") if match else None


def _decode_strictly(content: bytes, label: str) -> str | None:
    label = label.strip().lower()
    if label in _WINDOWS_1252_LABELS:
        label = "windows-1252"
    try:
        codec = codecs.lookup(label)
        if not getattr(codec, "_is_text_encoding", True) or codec.name in _NOT_OF_PAGES:
            return None
        text = content.decode(codec.name, errors="replace" if codec.name == "cp1252" else "strict")
    except (LookupError, UnicodeError, ValueError):
        return None
    _refuse_binary(content if codec.name not in {"utf-16", "utf-16-le", "utf-16-be"} else b"")
    return text


def _utf_16_without_mark(content: bytes) -> str | None:
    head = content[:2000]
    if len(head) < 8:
        return None
    if head[1::2].count(0) * 2 > len(head) * 0.7:
        return "utf-16-le"
    if head[0::2].count(0) * 2 > len(head) * 0.7:
        return "utf-16-be"
    return None


def _refuse_binary(content: bytes) -> None:
    """Raise UndecodableError when control characters are more than one in fifty: no code page of text has so many."""
    head = content[:SAMPLE_BYTES]
    controls = len(head) - len(head.translate(None, _CONTROL))
    if controls * 50 > len(head):
        raise UndecodableError(f"the content is binary: {controls} control characters in its first {len(head)} bytes")


def _decode_mixed(content: bytes) -> str | None:
    """Return UTF-8 with its stray bytes read as Windows-1252; None when stray bytes are the rule."""
    high = len(content) - len(content.translate(None, bytes(range(128, 256))))
    lenient = content.decode("utf-8", errors="replace")
    stray = lenient.count("\ufffd")
    if stray * 4 > high:
        return None
    return content.decode("utf-8", errors=_STRAY_BYTES)


def _read_stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("windows-1252", errors="replace"), error.end


_STRAY_BYTES = "casebook-stray-windows-1252"
codecs.register_error(_STRAY_BYTES, _read_stray_bytes)


def _detect(content: bytes) -> str:
    """Return the text in the encoding that its bytes speak for."""
    high = len(content) - len(content.translate(None, bytes(range(128, 256))))
    if high * 10 <= len(content) and not content.translate(None, _WINDOWS_1252_BYTES):
        # Mostly ASCII: a Western text with its quotation marks and accents, too few to tell code pages apart.
        return content.decode("windows-1252")
    from charset_normalizer import from_bytes  # noqa: PLC0415 - one document in thousands needs it

    best = from_bytes(content[:SAMPLE_BYTES], cp_exclusion=["utf_7"]).best()
    encoding = best.encoding if best else "windows-1252"
    try:
        return content.decode(encoding)
    except (UnicodeError, LookupError):
        return content.decode("windows-1252", errors="replace")
