"""One pass over a text for all rules of a table.

`load_scanner` joins the rules of a table into one alternation, so that a text is read once for a table however
many rules it has; the earlier rule wins where two match at the same place. Groups of a rule come back under
their own names. A rule with a group `quote` takes only that group's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from extractors.patterns import Rule, expand_parts, load_rules
from schemas.base import Span
from schemas.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP = re.compile(r"\(\?P<(\w+)>")
_BACKREFERENCE = re.compile(r"\(\?P=(\w+)\)|\(\?\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that a rule matched: the rule, the span, and the words and places of the rule's groups that took part."""

    rule: Rule
    span: Span
    groups: dict[str, str]
    places: dict[str, Span]

    def get(self, group: str) -> str | None:
        """Return the words of `group`, null when it took no part or the rule has none of that name."""
        return self.groups.get(group)


@dataclass(frozen=True, slots=True)
class Scanner:
    """The rules of a table as one pattern."""

    first: re.Pattern[str]
    pattern: re.Pattern[str]
    rules: dict[str, Rule]
    groups: dict[str, tuple[tuple[str, str], ...]]

    def scan(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Yield the hits in `text[start:end]` in text order, none overlapping another."""
        stop = len(text) if end is None else end
        done = start
        for candidate in self.first.finditer(text, start, stop):
            place = candidate.start()
            if place >= done and (match := self.pattern.match(text, place, stop)):
                yield self._hit(match)
                done = max(match.end(), place + 1)

    def _hit(self, match: re.Match[str]) -> Hit:
        name = match.lastgroup or ""
        places = {own: Span(*match.span(joined)) for own, joined in self.groups[name] if match.start(joined) >= 0}
        words = {own: match.string[place.start : place.end] for own, place in places.items()}
        return Hit(self.rules[name], places.get("quote") or Span.of_match(match), words, places)


@cache
def load_scanner(table: str, first: str) -> Scanner:
    """Return the scanner of the rule table `table`; its rules are tried only where the part `first` matches.

    Raises:
        ConfigError: The table is malformed, or a rule refers back to a group.
    """
    branches, groups, rules = [], {}, {}
    for rule in load_rules(table):
        pattern = expand_parts(rule.pattern.pattern)
        if _BACKREFERENCE.search(pattern):
            raise ConfigError(f"{table}: rule `{rule.id}` refers back to a group, which a scanner cannot join")
        names = _GROUP.findall(pattern)
        groups[rule.id] = tuple((name, f"{rule.id}__{name}") for name in names)
        renamed = _GROUP.sub(rf"(?P<{rule.id}__\1>", pattern)
        branches.append(f"(?P<{rule.id}>{renamed})")
        rules[rule.id] = rule
    return Scanner(re.compile(f"(?={expand_parts(f'<<{first}>>')})"), re.compile("|".join(branches)), rules, groups)
