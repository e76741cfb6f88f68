"""Which language a text is in; said only when there is enough text to be sure of it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from extractors.patterns import load_table

ENGLISH = "en"
SAMPLE_CHARS = 3000
MIN_CHARS = 60

_ENGLISH_WORDS = frozenset(load_table("article_language.yml")["english"])
_WORD = re.compile(r"[^\W\d_]+")


def find_language(text: str, stated: str | None = None) -> str | None:
    """Return the language of `text`, ISO 639-1; `stated` where the text is too short to tell; None where unknown.

    The identifier is asked only when function words leave the answer open: an English story read as
    another language would be lost.
    """
    sample = text[:SAMPLE_CHARS]
    words = _WORD.findall(sample.lower())
    if words:
        share = sum(word in _ENGLISH_WORDS for word in words) / len(words)
        if share >= 0.22 and len(words) >= 8:
            return ENGLISH
    label = stated.strip().lower().replace("_", "-").split("-")[0] if stated else ""
    known = label if re.fullmatch(r"[a-z]{2}", label) else None
    if len(sample.strip()) < MIN_CHARS or len(words) < 8:
        return known
    language, confidence = _identifier().classify(sample)
    if confidence < 0.9:
        return known
    if language != ENGLISH and share >= 0.12:
        return ENGLISH
    return str(language)


def is_english(language: str | None) -> bool:
    """Tell whether a text is to be mined: an unknown language is taken for English."""
    return language is None or language == ENGLISH


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - its model takes 0.3 s and 100 MB

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
