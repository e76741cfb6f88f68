"""How sure a value is: the precision that its rule had on annotated articles.

`models/cases_confidence.json` holds, for each field, how often the values of each rule were right and how many there
were (`training/cases.py` counts them). A rule seen seldom is drawn towards its field's precision.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from extractors.precision import precision_of, read_counts

MODEL = Path(__file__).parent.parent / "models" / "cases_confidence.json"


@cache
def confidence_of(field: str, rule: str) -> float:
    """Return the estimated probability that a value that the rule gives the field is right."""
    return precision_of(read_counts(MODEL), field, rule)
