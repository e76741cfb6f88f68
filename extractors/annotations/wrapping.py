"""Read over the line ends of text that was wrapped to a width, as typewriters, mail and wire services do.

Nothing moves: a space stands where the line end stood, so every offset is that of the text as it came.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Break(NamedTuple):
    """A line end inside a paragraph: where it is, the line before it without blanks at its end, the first word behind it."""

    at: int
    line: str
    word: str


_WIDTHS: Final = range(50, 111)
_MIN_FORCED: Final = 3
_MIN_SHARE: Final = 0.6
"""Part of the line ends that the width must explain. The others end paragraphs between which no empty line stands; lists and
addresses, which break where they like, stay far below."""


def unwrap(text: str) -> str:
    """Return `text`, of the same length, with a space for each line end that only the width of the lines has caused.

    A line end is forced when the next word would not have fitted into the longest line. Text in which most line ends
    are not was not wrapped, and comes back as it is.
    """
    if text.count("\n") == 2 * text.count("\n\n"):
        return text  # no line end but those of empty lines
    breaks = list(_find_breaks(text))
    # A line without a space is an address, which fits no width.
    width = max((len(found.line) for found in breaks if " " in found.line), default=0)
    if width not in _WIDTHS:
        return text
    forced = [found.at for found in breaks if len(found.line) + 1 + len(found.word) > width]
    if len(forced) < max(_MIN_FORCED, _MIN_SHARE * len(breaks)):
        return text
    characters = list(text)
    for at in forced:
        characters[at] = " "
    return "".join(characters)


def _find_breaks(text: str) -> Iterator[_Break]:
    """Yield the line ends between two lines that both have words, the second from its beginning."""
    behind = 0
    for line, following in pairwise(text.split("\n")):
        behind += len(line) + 1
        written = line.rstrip()
        if written and following[:1].strip():
            yield _Break(behind - 1, written, following.split(maxsplit=1)[0])
