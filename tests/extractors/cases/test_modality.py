"""What the words before a verb say about it."""

from __future__ import annotations

import pytest

from extractors.cases.triggers import modality_of
from extractors.patterns import load_rules

RULES = load_rules("modality.yml")


@pytest.mark.parametrize("example", sorted({example for rule in RULES for example in (*rule.matches, *rule.rejects)}))
def test_first_rule_that_matches_decides(example: str) -> None:
    """The words that each row of the table needs keep none of its matches out."""
    for words in (example, example.upper(), f"Ivan Example’s lawyer says: {example}"):
        decides = next((rule for rule in RULES if rule.pattern.search(words)), None)
        assert modality_of(words) == (decides.fields["modality"] if decides else "actual")
