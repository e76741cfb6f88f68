"""How sure a value is: the precision that its rule had on annotated articles.

`models/cases_confidence.json` holds, for each field, how often the values of each rule were right and how many there
were (`training/cases.py` counts them). A rule seen seldom is drawn towards its field's precision.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

MODEL = Path(__file__).parent.parent / "models" / "cases_confidence.json"
_PRIOR_WEIGHT: Final = 6.0
"""How many values a field's own precision counts for beside those of the rule."""
_HIGHEST: Final = 0.99
_UNKNOWN: Final = 0.7

Counts = dict[str, dict[str, list[int]]]
"""Field → rule → values that were right, values in all; `*` stands for the whole field."""


@cache
def _counts() -> Counts:
    if not MODEL.exists():
        return {}
    counts: Counts = json.loads(MODEL.read_text(encoding="utf-8"))
    return counts


@cache
def confidence_of(field: str, rule: str) -> float:
    """Return the estimated probability that a value that the rule gives the field is right."""
    counts = _counts().get(field)
    if counts is None:
        return _UNKNOWN
    right, total = counts["*"]
    prior = (right + 1) / (total + 2)
    right, total = counts.get(rule, [0, 0])
    return round(min(_HIGHEST, (right + _PRIOR_WEIGHT * prior) / (total + _PRIOR_WEIGHT)), 3)
