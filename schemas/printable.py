"""Text that others wrote, as it may stand in a message, a log or a database: names of files are bytes, and anybody may choose them."""

from __future__ import annotations

import re
from typing import Final

# Control characters can steer a terminal, marks of direction reverse what is read; lone surrogates, by which Python keeps bytes of
# file names that are no UTF-8, can be neither printed nor stored.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

_BYTES: Final = range(0xDC80, 0xDD00)
"""Surrogates that stand for the bytes 0x80 to 0xFF (PEP 383)."""


def printable(text: str) -> str:
    r"""Return the text with what cannot be shown escaped: `\xe9` for a byte that is no UTF-8, `\u202e` for a mark.

    Line ends and tabs stay as they are.
    """
    return _UNPRINTABLE.sub(_escape, text)


def one_line(text: str) -> str:
    """Return the text as `printable` does, with line ends and tabs escaped, too: nobody writes a line of a log by a file's name."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code in _BYTES:
        code -= 0xDC00
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
