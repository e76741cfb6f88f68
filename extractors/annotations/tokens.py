"""Find paragraphs and tokens.

A token is a word, a number or a punctuation mark with its place. Hyphenated words (`34-year-old`, `Jean-Luc`) and
inner apostrophes (`O'Brien`) stay whole; clitics (`’s`, `'re`) stand alone; abbreviations and initials keep their full
stop (`Calif.`, `U.S.`, `J.`), so that a full stop that is a token of its own always closes something.
"""

from __future__ import annotations

import re

from extractors.annotations.model import Token
from extractors.patterns import load_table
from schemas.base import Span

_TABLE = load_table("names_abbreviations.yml")
TITLE_ABBREVIATIONS: frozenset[str] = frozenset(f"{word}." for word in _TABLE["before_name"])
"""Abbreviations that a name follows; their full stop never ends a sentence."""


def _alternatives(*keys: str) -> str:
    words = {word for key in keys for word in _TABLE[key]}
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


# A letter, digit or combining accent: `\w` alone would cut a decomposed `é` in two.
_WORD = r"[^\W_][\w\u0300-\u036f]*"
_CLITIC = r"(?:s|S|re|ll|ve|d|m)(?![^\W_])"
TOKEN = re.compile(
    rf"""
    [A-Za-z]++(?=[\s,])|,|\.(?=\s)                                 # most words and marks, which none of the others is
    |(?=\S)(?:                                                     # a blank is asked once for all others
    https?://[^\s<>"”’]{{1,500}}                                  # an address
    |[\w.+-]{{1,64}}@[\w-]{{1,64}}(?:\.[\w-]{{1,64}}){{1,4}}      # an e-mail address
    |\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![^\W_])                   # 500,000.50
    |\d+\.\d+(?![^\W_])                                           # 3.5
    |(?:[^\W\d_]\.){{2,12}}(?![^\W_])                             # U.S., a.m.
    |(?:{_alternatives("before_name", "months", "anywhere")})\.(?![^\W_])
    |(?:{_alternatives("before_number")})\.(?=\s?\d)
    |[A-Z]\.(?=\s?[A-Z“"(])                                       # the initial of a name
    |{_WORD}(?:[-‐‑&]{_WORD}|['’](?!{_CLITIC}){_WORD})*           # words, 34-year-old, O'Brien, AT&T
    |['’]{_CLITIC}
    |\.{{2,}}|-{{2,}}|``|''|’’|‘‘
    |\S)
    """,
    re.VERBOSE,
)

_LINE = re.compile(r"[^\n]+")
# Plain text that was wrapped by hand has every line but the last of about the same length.
_WRAPPED = range(50, 100)


def find_paragraphs(text: str) -> list[Span]:
    """Return the spans of the paragraphs, without surrounding white space.

    An empty line always parts two paragraphs. So does a single line end, unless the lines look wrapped: the next one
    goes on in lower case, or all lines of the block but the last are of a typewriter's length.
    """
    paragraphs: list[Span] = []
    block: list[Span] = []
    previous_end = 0
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if not stripped:
            continue
        start = match.start() + match.group().index(stripped[0])
        line = Span(start, start + len(stripped))
        if block and text.count("\n", previous_end, start) > 1:
            paragraphs.extend(_join_wrapped(text, block))
            block = []
        block.append(line)
        previous_end = line.end
    paragraphs.extend(_join_wrapped(text, block))
    return paragraphs


def _join_wrapped(text: str, lines: list[Span]) -> list[Span]:
    """Join the lines of one block where they are one wrapped paragraph."""
    wrapped = len(lines) > 2 and all(line.end - line.start in _WRAPPED for line in lines[:-1])
    joined: list[Span] = []
    for line in lines:
        if joined and (wrapped or text[line.start].islower()):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


def find_tokens(text: str) -> list[Token]:
    """Return all tokens of the text, in order."""
    make = tuple.__new__  # what `Token(…)` calls in the end: a quarter of the time here
    return [make(Token, (match.start(), match.end(), match[0])) for match in TOKEN.finditer(text)]
