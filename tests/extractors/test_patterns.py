"""Every rule of every table finds its examples and leaves its counter-examples alone.

A rule table is a YAML list in `extractors/patterns/`; mappings there are vocabulary. A new table is tested without a
line here.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from extractors.patterns import FOLDER, Rule, expand_parts, load_rules, load_table
from schemas.errors import ConfigError

TABLES = sorted(path.name for path in FOLDER.glob("*.yml"))
RULE_TABLES = [name for name in TABLES if isinstance(load_table(name), list)]
RULES = [pytest.param(rule, id=f"{table}:{rule.id}") for table in RULE_TABLES for rule in load_rules(table)]


def test_there_are_rule_tables() -> None:
    assert {"dates.yml", "durations.yml", "money.yml", "offences.yml", "penalties.yml"} <= set(RULE_TABLES)


@pytest.mark.parametrize("rule", RULES)
def test_rule_finds_its_examples(rule: Rule) -> None:
    """A rule matches in each of its examples."""
    assert [example for example in rule.matches if not rule.pattern.search(example)] == []


@pytest.mark.parametrize("rule", RULES)
def test_rule_rejects_its_counter_examples(rule: Rule) -> None:
    """A rule matches in none of its counter-examples."""
    assert [example for example in rule.rejects if rule.pattern.search(example)] == []


@pytest.mark.parametrize("rule", RULES)
def test_rule_matches_words(rule: Rule) -> None:
    """No rule matches the empty string."""
    assert rule.pattern.fullmatch("") is None


def test_ids_are_unique_over_all_tables() -> None:
    """The id travels with each value, so it must name one rule only."""
    ids = Counter(rule.id for table in RULE_TABLES for rule in load_rules(table))
    assert [rule_id for rule_id, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("table", RULE_TABLES)
def test_ids_are_names(table: str) -> None:
    """Ids are lower-case words joined by underscores."""
    assert [rule.id for rule in load_rules(table) if not re.fullmatch(r"[a-z][a-z0-9_]*", rule.id)] == []


def test_every_part_compiles_and_is_used() -> None:
    """Named parts compile, and each stands in a pattern, another part, or the code that scans for it."""
    parts = load_table("parts.yml")
    used = {name for pattern in parts.values() for name in re.findall(r"<<(\w+)>>", pattern)}
    for table in RULE_TABLES:
        used |= {name for row in load_table(table) for name in re.findall(r"<<(\w+)>>", row["pattern"])}
    code = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.parent.rglob("*.py"))
    for name in parts:
        re.compile(expand_parts(f"<<{name}>>"))
        assert name in used or f"{name}" in code, f"parts.yml: `{name}` is used nowhere"


def test_unknown_part_is_an_error() -> None:
    """A pattern that names a part that is not there is refused, with the name."""
    with pytest.raises(ConfigError, match="no_such_part"):
        expand_parts("a<<no_such_part>>b")


def test_unknown_table_is_an_error() -> None:
    """A table that is not there is refused, with its name."""
    with pytest.raises(ConfigError, match=r"no_such_table\.yml"):
        load_table("no_such_table.yml")


def test_iccs_table_is_whole() -> None:
    """All eleven sections are there, every code has its parent, and offences have codes of the table."""
    titles: dict[str, str] = load_table("iccs.yml")["titles"]
    assert [f"{number:02d}" for number in range(1, 12)] == [code for code in titles if len(code) == 2]
    assert list(titles) == sorted(titles)
    assert [code for code in titles if len(code) == 4 and code[:2] not in titles] == []
    assert [code for code in titles if len(code) > 4 and code[:4] not in titles] == []
    assert [rule.id for rule in load_rules("offences.yml") if rule.fields["iccs"] not in titles] == []


@pytest.mark.parametrize("comparator", list(load_table("comparators.yml")))
def test_comparator_phrases_are_sorted(comparator: str) -> None:
    """Phrases stand in order, once, in small letters."""
    phrases = load_table("comparators.yml")[comparator]
    assert sorted(set(phrases)) == phrases
    assert [phrase.casefold() for phrase in phrases] == phrases
