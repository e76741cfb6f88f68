"""Rules for courts and prisons are asked only where their words stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.patterns import Rule, load_rules


@pytest.mark.parametrize("rule", load_rules("case_places.yml"), ids=lambda rule: rule.id)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_whatever_matches_holds_a_needed_word(rule: Rule, data: st.DataObject) -> None:
    """No words that a pattern matches lack all that it needs."""
    words = data.draw(st.from_regex(rule.pattern, fullmatch=True))
    assert any(needed in words for needed in rule.fields["needs"])
