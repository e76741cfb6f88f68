"""Read over the line ends of text that was wrapped to a width, as typewriters, mail and wire services do.

Nothing moves: a space stands where the line end stood, so every offset is that of the text as it came.
"""

from __future__ import annotations

import re
from typing import Final

_BREAK: Final = re.compile(r"^(?P<line>[^\n]*\S)[^\S\n]*\n(?=(?P<word>\S+))", re.MULTILINE)
"""A line end inside a paragraph: the line, and the first word of the next."""

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
    breaks = list(_BREAK.finditer(text))
    # A line without a space is an address, which fits no width.
    width = max((len(match["line"]) for match in breaks if " " in match["line"]), default=0)
    if width not in _WIDTHS:
        return text
    forced = [match.end() - 1 for match in breaks if len(match["line"]) + 1 + len(match["word"]) > width]
    if len(forced) < max(_MIN_FORCED, _MIN_SHARE * len(breaks)):
        return text
    characters = list(text)
    for at in forced:
        characters[at] = " "
    return "".join(characters)
