"""One pass over a text for all rules of a table, and only where one of them can begin.

`load_scanner` joins the rules of a table into one alternation, so that a text is read once for a table however
many rules it has; the earlier rule wins where two match at the same place. Groups of a rule come back under
their own names. A rule with a group `quote` takes only that group's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from extractors.patterns import Rule, expand_parts, load_rules
from schemas.base import Span
from schemas.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GROUP = re.compile(r"\(\?P<(\w+)>")
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

    They begin where `first` matches or, `at_numbers`, where a number can begin.
    """

    first: re.Pattern[str] | None
    at_numbers: bool
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
        if self.first is None:
            return number_starts(text)
        places = [found.start() for found in self.first.finditer(text)]
        return sorted({*places, *number_starts(text)}) if self.at_numbers else places


@lru_cache(maxsize=1)
def number_starts(text: str) -> tuple[int, ...]:
    """Return the places where a number can begin; kept, since several tables ask the same text in turn."""
    return tuple(found.start() for found in _number_start().finditer(text))


@cache
def _number_start() -> re.Pattern[str]:
    return compile_start("number_start", r"\dOoTtFfSsEeNnHhAa")


def compile_start(part: str, letters: str) -> re.Pattern[str]:
    """Return what finds the places where the named part matches; it begins with one of the `letters` (a class).

    The first letter is consumed and the part looked for from before it: a pattern that begins with a class of
    characters runs over all others in one loop of C, one that begins by looking around does not. A letter inside a
    word is passed by.
    """
    return re.compile(rf"[{letters}](?:(?<!\w[\s\S])|(?<=[^A-Za-z]))(?<=(?={expand_parts(f'<<{part}>>')})[\s\S])")


@cache
def load_scanner(table: str, first: str | None = None, letters: str = "", *, at_numbers: bool = False) -> Scanner:
    """Return the scanner of the rule table `table`.

    Args:
        table: Its name.
        first: The part where its rules can begin.
        letters: The class of the characters that this part can begin with.
        at_numbers: Whether rules can also begin with a number.

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
    start = compile_start(first, letters) if first else None
    return Scanner(start, at_numbers, re.compile("|".join(branches)), rules, groups)
