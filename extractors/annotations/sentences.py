"""Split paragraphs into sentences.

A sentence ends at `.`, `?`, `!` or `…`, with the closing marks behind it (`."`, `.)`), when the next word can begin
one; at an abbreviation (`Calif.`, `p.m.`) only before a word that commonly begins a sentence; and always with its
paragraph. `names_abbreviations.yml` holds both word lists.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from extractors.annotations.model import Sentence, Token
from extractors.annotations.tokens import TITLE_ABBREVIATIONS
from extractors.patterns import load_table
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_TERMINALS = frozenset({".", "?", "!", "…", "...", "....", "?!", "!!"})
_CLOSERS = frozenset({'"', "”", "’", "'", ")", "]", "''", "’’", "»"})
_OPENERS = frozenset({'"', "“", "‘", "'", "(", "[", "``", "''", "‘‘", "«", "•", "-", "–", "—", "*", "■", "●"})
_STARTERS: frozenset[str] = frozenset(load_table("names_abbreviations.yml")["starters"])
# After `?"` and `!"` a capitalised speaker may follow: "Why?" Smith asked.
_REPLIES = frozenset({"said", "says", "asked", "asks", "told", "added", "wrote", "replied", "shouted", "cried"})


def find_sentences(text: str, tokens: Sequence[Token], paragraphs: Sequence[Span]) -> list[Sentence]:
    """Return the sentences of the text, in order; every token of a paragraph is in exactly one."""
    sentences: list[Sentence] = []
    starts = [token.start for token in tokens]
    for number, paragraph in enumerate(paragraphs):
        first, last = bisect_left(starts, paragraph.start), bisect_left(starts, paragraph.end)
        begin, index = first, first
        while index < last:
            end = _sentence_end(text, tokens, index, last)
            if end:
                sentences.append(_sentence(tokens, begin, end, number))
                begin = index = end
            else:
                index += 1
        if begin < last:
            sentences.append(_sentence(tokens, begin, last, number))
    return sentences


def _sentence(tokens: Sequence[Token], first: int, last: int, paragraph: int) -> Sentence:
    return Sentence(Span(tokens[first].start, tokens[last - 1].end), first, last, paragraph)


def _sentence_end(text: str, tokens: Sequence[Token], index: int, last: int) -> int:
    """Return the index behind the sentence that `tokens[index]` ends, 0 when it ends none."""
    word = tokens[index].text
    is_terminal = word in _TERMINALS
    if not is_terminal and not (word[-1] == "." and len(word) > 1):
        return 0
    if not is_terminal and (word in TITLE_ABBREVIATIONS or (len(word) == 2 and word[0].isupper())):
        return 0
    end = index + 1
    while end < last and tokens[end].text in _CLOSERS and _is_closing(text, tokens, end):
        end += 1
    if end >= last:
        return last
    following = tokens[end]
    if following.start == tokens[end - 1].end and not _is_glued_sentence(tokens, index, end):
        return 0
    if following.text in _OPENERS:
        return end
    if not is_terminal:
        return end if following.text in _STARTERS else 0
    if following.text[0].islower() or following.text[0] in ",;:":
        return 0
    if word in "?!" and end > index + 1 and _replies(tokens, end, last):
        return 0
    return end


def _is_closing(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a quotation mark closes: it touches the word before it and none behind it."""
    token = tokens[index]
    behind = text[token.end : token.end + 1]
    return token.start == tokens[index - 1].end and not behind.isalnum()


def _is_glued_sentence(tokens: Sequence[Token], index: int, end: int) -> bool:
    """Tell whether a new sentence follows without a space (`in jail.The judge`)."""
    if end != index + 1 or index == 0:
        return end > index + 1
    before, behind = tokens[index - 1].text, tokens[end].text
    return before.islower() and len(before) > 2 and behind in _STARTERS


def _replies(tokens: Sequence[Token], start: int, last: int) -> bool:
    return any(token.text in _REPLIES for token in tokens[start : min(start + 4, last)])
