"""Estimate from counts on annotated articles how often what a rule gives is right."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

PRIOR_WEIGHT: Final = 6.0
"""How many values a field's own precision counts for beside those of the rule."""
HIGHEST: Final = 0.99
UNKNOWN: Final = 0.7

Counts = dict[str, dict[str, list[int]]]
"""Field → rule → values that were right, values in all; `*` stands for the whole field."""


@cache
def read_counts(model: Path) -> Counts:
    """Return the counts that a file of `models/` holds; none while it has not been made."""
    if not model.exists():
        return {}
    counts: Counts = json.loads(model.read_text(encoding="utf-8"))
    return counts


def precision_of(counts: Counts, field: str, rule: str) -> float:
    """Return the estimated probability that a value that the rule gives the field is right.

    A rule seen seldom is drawn towards its field's precision; a field that was never counted has `UNKNOWN`.
    """
    of_field = counts.get(field)
    if of_field is None:
        return UNKNOWN
    right, total = of_field["*"]
    prior = (right + 1) / (total + 2)
    right, total = of_field.get(rule, [0, 0])
    return round(min(HIGHEST, (right + PRIOR_WEIGHT * prior) / (total + PRIOR_WEIGHT)), 3)
