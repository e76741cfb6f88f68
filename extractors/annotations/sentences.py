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
    if word not in _TERMINALS and not _may_end(word):
        return 0
    end = index + 1
    while end < last and tokens[end].text in _CLOSERS and _is_closing(text, tokens, end):
        end += 1
    if end >= last or _begins_sentence(tokens, index, end, last):
        return end
    return 0


def _may_end(word: str) -> bool:
    """Tell whether an abbreviation may end a sentence: not a title (`Mr.`) and not an initial (`J.`)."""
    return word[-1] == "." and len(word) > 2 and word not in TITLE_ABBREVIATIONS


def _begins_sentence(tokens: Sequence[Token], index: int, end: int, last: int) -> bool:
    """Tell whether a sentence begins at `tokens[end]`, behind the mark `tokens[index]` and what closes with it."""
    word, following = tokens[index].text, tokens[end]
    if following.start == tokens[end - 1].end and not _is_glued_sentence(tokens, index, end):
        return False
    if following.text in _OPENERS:
        return True
    if word not in _TERMINALS:
        return following.text in _STARTERS
    if following.text[0].islower() or following.text[0] in ",;:":
        return False
    return not (word in "?!" and end > index + 1 and _replies(tokens, end, last))


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
