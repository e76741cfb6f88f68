"""One pass over a text for all rules of a table, and only where one of them can begin.

`load_scanner` joins the rules of a table into one alternation, so that a text is read once for a table however
many rules it has; the earlier rule wins where two match at the same place. Groups of a rule come back under
their own names. A rule with a group `quote` takes only that group's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from extractors.patterns import Rule, expand_parts, load_rules
from schemas.base import Span
from schemas.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GROUP = re.compile(r"\(\?P<(\w+)>")
_NO_NUMBER: Final = -1
_BACKREFERENCE = re.compile(r"\(\?P=(\w+)\)|\(\?\((\w+)\)")


class Hit:
    """Words that a rule matched: the rule, the span, and the words and places of the rule's groups that took part."""

    __slots__ = ("_joined", "_match", "rule", "span")

    def __init__(self, rule: Rule, match: re.Match[str], joined: dict[str, str]) -> None:
        self.rule = rule
        self.span = self._place(match, joined["quote"]) if "quote" in joined else Span(*match.span())
        self._match = match
        self._joined = joined

    @staticmethod
    def _place(match: re.Match[str], group: str) -> Span:
        return Span(*(match.span(group) if match.start(group) >= 0 else match.span()))

    def get(self, group: str) -> str | None:
        """Return the words of `group`, null when it took no part or the rule has none of that name."""
        joined = self._joined.get(group)
        return None if joined is None else self._match[joined]

    def __getitem__(self, group: str) -> str:
        """Return the words of a group that must have taken part."""
        return self._match[self._joined[group]]

    def __contains__(self, group: str) -> bool:
        """Tell whether `group` took part."""
        return self.get(group) is not None

    def place(self, group: str) -> Span:
        """Return the place of a group that must have taken part."""
        return Span(*self._match.span(self._joined[group]))


@dataclass(frozen=True, slots=True)
class Scanner:
    """The rules of a table as one pattern; `groups` gives the name of each rule's groups in it.

    They begin where `first` tells, at one of the `signs`, or at a number behind which `behind` matches.
    """

    first: re.Pattern[str] | None
    signs: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    pattern: re.Pattern[str]
    rules: dict[str, Rule]
    groups: dict[str, dict[str, str]]

    def scan(self, text: str) -> Iterator[Hit]:
        """Yield the hits in text order, none overlapping another."""
        done = 0
        for place in self._starts(text):
            if place < done:
                continue
            match = self.pattern.match(text, place)
            if match is not None:
                rule = match.lastgroup or ""
                yield Hit(self.rules[rule], match, self.groups[rule])
                done = max(match.end(), place + 1)

    def _starts(self, text: str) -> Sequence[int]:
        places = find_starts(self.first, text) if self.first else []
        if self.signs:
            places += [found.start() for found in self.signs.finditer(text)]
        if self.behind:
            matches = self.behind.match
            places += [number.start for number in find_numbers(text) if number.end < 0 or matches(text, number.end)]
        return sorted(places)


@lru_cache(maxsize=1)
def find_numbers(text: str) -> tuple[Span, ...]:
    """Return where numbers can begin and where the longest ones there end; -1 where none does (`a month`).

    One may begin inside another (`two hundred and five`). Kept, since several tables ask the same text in turn.
    """
    # In the text with a blank before it everything stands one place further on.
    return tuple(Span(found.start(), max(_NO_NUMBER, found.end(1) - 1)) for found in _numbers().finditer(f" {text}"))


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(expand_parts("[^A-Za-eg-np-z](?=<<number_start>>)(?:<<before_number>>)(?=(<<number>>)?)"))


def compile_start(part: str) -> re.Pattern[str]:
    """Return what `find_starts` asks for the named part, which begins no place behind a letter or digit.

    The character before is consumed and the part looked for behind it: a pattern that begins with a class of
    characters runs over all others in one loop of C, and fewer characters are no letters than begin a part.
    """
    return re.compile(rf"[^A-Za-z](?={expand_parts(f'<<{part}>>')})(?<!\w)")


def find_starts(start: re.Pattern[str], text: str) -> list[int]:
    """Return the places where the part of a `compile_start` matches, in order; a blank is put before the text."""
    return [found.start() for found in start.finditer(f" {text}")]


@cache
def load_scanner(table: str, first: str | None = None, *, signs: str = "", behind: str | None = None) -> Scanner:
    """Return the scanner of the rule table `table`.

    Args:
        table: Its name.
        first: The part where its rules can begin; it does not match behind a letter.
        signs: Characters with which a rule can begin behind a letter too.
        behind: The part that must follow a number with which a rule begins; null where none begins so.

    Raises:
        ConfigError: The table is malformed, or a rule refers back to a group.
    """
    branches: list[str] = []
    groups: dict[str, dict[str, str]] = {}
    rules: dict[str, Rule] = {}
    for rule in load_rules(table):
        pattern = expand_parts(rule.pattern.pattern)
        if _BACKREFERENCE.search(pattern):
            raise ConfigError(f"{table}: rule `{rule.id}` refers back to a group, which a scanner cannot join")
        names = _GROUP.findall(pattern)
        groups[rule.id] = {name: f"{rule.id}__{name}" for name in names}
        renamed = _GROUP.sub(rf"(?P<{rule.id}__\1>", pattern)
        branches.append(f"(?P<{rule.id}>{renamed})")
        rules[rule.id] = rule
    return Scanner(
        compile_start(first) if first else None,
        re.compile(f"[{signs}]") if signs else None,
        re.compile(expand_parts(f"<<{behind}>>")) if behind else None,
        re.compile("|".join(branches)),
        rules,
        groups,
    )
