"""How sure the speaker of a claim is: how often sources that were found in the same way were right on annotated articles.

`models/claims_confidence.json` holds for each way (`Source.how`) how often it gave the gold article's speaker and how
often it was taken (`training/claim_speakers.py` counts them).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extractors.precision import precision_of, read_counts

if TYPE_CHECKING:
    from extractors.claims.source_references import Source

MODEL = Path(__file__).parent.parent / "models" / "claims_confidence.json"
_CERTAIN: Final = 0.95
"""Confidence of a name or reference from which on it is counted as a sure one."""


def way_of(source: Source) -> str:
    """Return how a source was found, names and references apart by whether they were sure ones."""
    return source.how if source.confidence >= _CERTAIN or source.how in _ALIKE else f"{source.how}_unsure"


_ALIKE = frozenset({"words", "they", "it", "spoke_before", "definite", "accused", "introduced"})
"""Ways whose references have no confidence of their own."""


@cache
def confidence_of(way: str) -> float:
    """Return the estimated probability that a speaker found in this way is the right one."""
    return precision_of(read_counts(MODEL), "speaker", way)


def speaker_confidence(source: Source) -> float:
    """Return the estimated probability that a source is the right one; 0 for nobody."""
    return confidence_of(way_of(source)) if source.name else 0.0
