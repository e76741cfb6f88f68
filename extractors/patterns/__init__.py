r"""Rule tables: data with examples, read once.

A rule table is a YAML list; every row has an `id` (unique across all tables), a `pattern`, strings that it
`matches` and strings that it `rejects`, and the fields that its module asks for:

    - id: sentenced_to_duration
      event: sentenced
      pattern: '\bsentenced to (?P<duration>\w+ (?:years|months))\b'
      matches: ["was sentenced to five years in prison"]
      rejects: ["will be sentenced on Monday"]

Words that many patterns share (months, number words) are named once in `parts.yml` and stand in a pattern as
`<<name>>`. `load_rules` compiles the patterns; `tests/extractors/test_patterns.py` runs every example of every table.
Vocabulary without patterns (cues, offence words, titles) is a YAML mapping, read by `load_table`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from schemas.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent

# libyaml reads the tables about ten times as fast as the pure Python loader.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a rule table: its id, compiled pattern, examples, and the other fields as they stand."""

    id: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...]
    fields: dict[str, Any]


@cache
def load_table(name: str) -> Any:  # noqa: ANN401 - the shape is the table's own; the module that reads it checks it
    """Return the content of the YAML table `name` in this folder.

    Raises:
        ConfigError: The table is missing or is not YAML.
    """
    try:
        with (FOLDER / name).open("rb") as stream:
            return yaml.load(stream, Loader=_Loader)  # noqa: S506 - a safe loader, chosen above
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"{name}: the rule table cannot be read: {error}") from error


_PART = re.compile(r"<<(\w+)>>")


@cache
def _part(name: str) -> str:
    """Return the pattern that `parts.yml` gives `name`, with the parts that it is made of."""
    parts = load_table("parts.yml")
    if name not in parts:
        raise ConfigError(f"parts.yml: there is no part `{name}`")
    return f"(?:{expand_parts(parts[name])})"


def expand_parts(pattern: str) -> str:
    """Return `pattern` with every `<<name>>` replaced by that part of `parts.yml`, as a non-capturing group.

    Raises:
        ConfigError: No part has that name.
    """
    return _PART.sub(lambda match: _part(match[1]), pattern)


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first.

    They are parted by their first letters, since most places are passed by for these.
    """
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())


@cache
def load_rules(name: str, flags: re.RegexFlag = re.NOFLAG) -> tuple[Rule, ...]:
    """Return the rules of the table `name`, patterns compiled with `flags`.

    Raises:
        ConfigError: A row lacks its id, pattern or examples, or a pattern does not compile.
    """
    rules = []
    for row in load_table(name):
        fields = dict(row)
        try:
            rule_id, pattern = fields.pop("id"), fields.pop("pattern")
        except KeyError as error:
            raise ConfigError(f"{name}: rule {row!r} has no {error}") from error
        matches, rejects = tuple(fields.pop("matches", ())), tuple(fields.pop("rejects", ()))
        if not matches:
            raise ConfigError(f"{name}: rule `{rule_id}` has no example that it matches")
        try:
            rules.append(Rule(rule_id, re.compile(expand_parts(pattern), flags), matches, rejects, fields))
        except re.error as error:
            raise ConfigError(f"{name}: the pattern of rule `{rule_id}` does not compile: {error}") from error
    return tuple(rules)
