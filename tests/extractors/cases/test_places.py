"""Where events happened, and the rules for courts and prisons, which are asked only where their words stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.patterns import Rule, load_rules
from tests.extractors.cases.test_events import cases_of


@pytest.mark.parametrize("rule", load_rules("case_places.yml"), ids=lambda rule: rule.id)
@settings(max_examples=8)
@given(data=st.data())
def test_whatever_matches_holds_a_needed_word(rule: Rule, data: st.DataObject) -> None:
    """No words that a pattern matches lack all that it needs."""
    words = data.draw(st.from_regex(rule.pattern, fullmatch=True))
    assert any(needed in words for needed in rule.fields["needs"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ivan Petrov was arrested on Monday in Lima.", "Lima"),
        ("Ivan Petrov was arrested in Lima and spent ten days in Porto.", "Lima"),
        ("Ivan Petrov was arrested on Monday and spent ten days in Lima.", None),
        ("Ivan Petrov was arrested on Monday and was later seen in Lima.", None),
    ],
)
def test_a_place_is_that_of_its_own_verb(text: str, expected: str | None) -> None:
    """A place behind the verb of another clause is not where the event was."""
    [case] = cases_of(text)
    [event] = case.events
    assert event.place == expected
