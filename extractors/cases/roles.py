"""Tell who of an article's people stands on the side of the law or of the victims.

A title before the name (`Judge Ann Example`, `Assistant U.S. Attorneys Ann Example and Bo Sample`), or the words
behind it (`Ann Example, Special Agent in Charge`, `Ann Example, a lawyer for ...`), mark prosecutors, judges, lawyers, police,
victims and witnesses. `former` before a title unmarks it. Whoever is marked is no case, unless the text says in
so many words that the marked person was charged.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from extractors.patterns import any_of, load_table

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.persons.model import Mention, People


_KIN = (
    "brother|sister|wife|husband|mother|father|son|daughter|cousin|uncle|aunt|nephew|niece|widow|girlfriend|boyfriend"
)
_SEVERAL = "attorneys|prosecutors|detectives|judges|lawyers|agents|victims|witnesses|investigators|counsel|counsels"
_PLURALS = frozenset(_SEVERAL.split("|"))
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[a-z]+")


class TitlePatterns(NamedTuple):
    """Patterns of the words around a name that mark it, each to be matched against the words on its side.

    Whatever the first three match holds one of `words` (case folded).
    """

    words: frozenset[str]
    before: re.Pattern[str]
    before_of_several: re.Pattern[str]
    apposed: re.Pattern[str]
    behind: re.Pattern[str]


@cache
def _patterns() -> TitlePatterns:
    table = load_table("roles.yml")
    words = sorted((*table["legal_titles"], *table["victim_titles"]), key=len, reverse=True)
    titles = any_of(words)
    singular = "|".join(re.escape(word) for word in words if not word.endswith("s"))
    offices = "|".join(sorted(map(re.escape, table["offices"]), key=len, reverse=True))
    ranks = load_table("names_corrections.yml")["ranks"]
    # Of each title the longest word: `charge` of `agent in charge`.
    marking = {max(_WORD.findall(title.casefold()), key=len) for title in (*words, *table["offices"], *ranks)}
    return TitlePatterns(
        words=frozenset({*marking, *_PLURALS, *_KIN.split("|"), "honorable", "attorney", "counsel"}),
        before=re.compile(
            rf"(?:\b(?i:(?<!former )(?<!ex-)(?:{titles}))(?: for (?:the )?[A-Z][\w ]{{2,40}}?)?|\b(?:the|The) Honorable|\b(?:{offices}|{'|'.join(ranks)}|Attorney,)) (?:[A-Z]\.? )?\Z"
        ),
        before_of_several=re.compile(rf"\b(?i:{_SEVERAL}) (?:for the [\w ]{{2,40}}? )?\Z"),
        apposed=re.compile(
            rf"(?i)\b(?:his|her|their|an?|[’'']s|[’'']) (?:(?!former )[\w’'.-]+ ){{0,2}}(?:{singular}), \Z"
            rf"|\b(?:his|her|their|[’'']s) (?:[\w-]+ )?(?:{_KIN})(?:-in-law)?, \Z"
            rf"|(?:\A|[.,;:] |\b(?:and|by|but) )(?:(?!former|ex-)[\w-]+ )?(?:{singular})(?: (?:to|for) (?:the )?[\w ]{{2,30}}?)?, \Z"
        ),
        behind=re.compile(
            rf"\A, (?i:an?|the|his|her|their|one of [\w’ ]{{0,20}}) (?:(?!former )[\w’'.-]+ ){{0,4}}?(?i:{titles})\b(?! who (?:was|is|has))(?! (?:said|says|told|added|confirmed|announced)\b)"
            rf"|\A, (?:the )?(?:[A-Z][\w.’]+ ){{0,3}}?(?:{offices})\b|\A, (?:Chief |Senior )?(?:U\.S\.|United States) (?:\w+ )?(?:Attorney|District Judge|Magistrate Judge)\b"
        ),
    )


_HONORIFIC = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir)\.? \Z")
_LIST_GAP = re.compile(r"\A(?:, (?:and )?| and |,? & )\Z")


def find_officials(annotated: Annotated, people: People) -> frozenset[int]:
    """Return the entities that the words around their names mark as lawyer, judge, official, victim or witness."""
    patterns, text = _patterns(), annotated.text
    marked: set[int] = set()
    list_end = -1
    for mention in people.mentions:
        if mention.kind != "name" or len(mention.entities) != 1:
            continue
        start, end = mention.span
        left = _HONORIFIC.sub("", text[max(0, start - 60) : start])
        marks = patterns.words.intersection(_LETTERS.findall(left.casefold()))
        if not marks:
            left = ""  # nothing there can mark the name, and the patterns are slow to say so
        in_list = list_end >= 0 and _LIST_GAP.match(text[list_end:start]) is not None
        is_list = in_list or (not _PLURALS.isdisjoint(marks) and patterns.before_of_several.search(left))
        list_end = end if is_list else -1
        if in_list or list_end >= 0 or _is_marked(patterns, text, mention, left):
            marked.add(mention.entities[0])
    return frozenset(marked)


def _is_marked(patterns: TitlePatterns, text: str, mention: Mention, left: str) -> bool:
    end = mention.span.end
    if left and patterns.before.search(left):
        return True
    if text.startswith(", ", end) and patterns.behind.match(text[end : end + 110]):
        return True
    return left.endswith(", ") and text[end : end + 1] in (",", ".") and patterns.apposed.search(left) is not None
