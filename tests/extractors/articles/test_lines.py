"""Paragraphs that are not the story: what spares the rules a look changes nothing that they find."""

from __future__ import annotations

import re

import pytest

from extractors.articles.lines import Kind, LineRule, load_line_rules
from extractors.patterns import load_rules

ROWS = {rule.id: rule for rule in load_rules("boilerplate_lines.yml")}
LINES = [line for row in ROWS.values() for line in (*row.matches, *row.rejects)]
KINDS: tuple[Kind, ...] = ("html", "text")
RULES = [
    pytest.param(rule, id=rule.id)
    for rule in {rule.id: rule for kind in KINDS for rule in load_line_rules(kind)}.values()
]


def has_alternatives(pattern: str) -> bool:
    """Tell whether a pattern has a bar outside of all groups and classes."""
    bare = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", pattern)
    while bare != (bare := re.sub(r"\([^()]*\)", "", bare)):
        pass
    return "|" in bare


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_what_its_pattern_finds(rule: LineRule) -> None:
    """A rule that is asked at the start only, or only beside words that it needs, finds the same as its pattern."""
    pattern = ROWS[rule.id].pattern
    for line in (*LINES, *(f"The story goes on. {line}" for line in LINES), *(line.upper() for line in LINES)):
        expected = pattern.search(line) is not None
        needed = not rule.needs or any(word in line.lower() for word in rule.needs)
        assert (needed and rule.find(line) is not None) == expected, line


def test_what_is_asked_at_the_start_has_no_alternative_beside_it() -> None:
    """`^a|b` would be asked for `b` at the start only."""
    assert has_alternatives("^a|b")
    assert not has_alternatives(r"^(?:a|b[|)]|c(?:d|e))\|")
    assert [
        row.id
        for row in ROWS.values()
        if row.pattern.pattern.removeprefix("(?i)").startswith("^") and has_alternatives(row.pattern.pattern)
    ] == []
