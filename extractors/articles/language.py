"""Which language a text is in; said only when there is enough text to be sure of it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from extractors.patterns import load_table

ENGLISH = "en"
SAMPLE_CHARS = 3000
MIN_LETTERS = 25
MIN_WORDS = 8

MIN_CONFIDENCE = 0.8

ENGLISH_SHARE = 0.14
"""Share of function words at which a text is English beyond doubt; prose has about one in five."""

_ENGLISH_WORDS = frozenset(load_table("article_language.yml")["english"])
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_WORD = re.compile(r"[^\W\d_]+")


def find_language(text: str, stated: str | None = None) -> str | None:
    """Return the language of `text`, ISO 639-1; `stated` where the text is too short to tell; None where unknown.

    The identifier is asked only when function words leave the answer open: an English story read as
    another language would be lost.
    """
    sample = text[:SAMPLE_CHARS]
    words = _WORD.findall(sample.lower())
    share = sum(map(_ENGLISH_WORDS.__contains__, words)) / len(words) if words else 0.0
    if share >= ENGLISH_SHARE and len(words) >= MIN_WORDS:
        return ENGLISH
    label = stated.strip().lower().replace("_", "-").split("-")[0] if stated else ""
    known = label if re.fullmatch(r"[a-z]{2}", label) else None
    letters = sum(map(len, words))
    # Scripts without blanks have few "words"; in the Latin alphabet a list of names can look like any language.
    is_latin = len(_LATIN.findall(sample)) * 2 > letters
    if letters < MIN_LETTERS or (is_latin and len(words) < MIN_WORDS):
        return known
    language, confidence = _identifier().classify(sample)
    if confidence < MIN_CONFIDENCE:
        return known
    if language != ENGLISH and share >= ENGLISH_SHARE / 2:
        return ENGLISH
    return str(language)


def is_english(language: str | None) -> bool:
    """Tell whether a text is to be mined: an unknown language is taken for English."""
    return language is None or language == ENGLISH


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - its model takes 0.3 s and 100 MB

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
