"""Time grows with the length of a text, not with its square: hostile and merely long texts, whole extraction."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from extractors.records import extract_records
from schemas.article import Article

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS: dict[str, Callable[[int], str]] = {
    "one person again and again": lambda n: "Police arrested Rui Exemplo in Porto on Monday, officials said.\n\n" * n,
    "a person a sentence": lambda n: " ".join(
        f"Police arrested Ana{i % 97} Mode{chr(97 + i % 26)}lo{i} in Porto on Monday." for i in range(n)
    ),
    "quotations": lambda n: '"He took it," said Ana Modelo, who accused Rui Exemplo of fraud. ' * n,
    "quotation marks that never close": lambda n: "“He said that she said " * n,
    "charges": lambda n: "Rui Exemplo was charged with " + "three counts of wire fraud, theft and perjury, " * n,
    "penalties": lambda n: (
        "Rui Exemplo was sentenced to " + "ten years and four months in prison and a fine of $5,000, " * n
    ),
    "dates": lambda n: "On Monday, Jan. 6, 2020, and 14 April 2021 and in May, " * n,
    "one sentence of names": lambda n: "Rui Exemplo, 41, of Porto, Ana Modelo, 39, of Faro, and " * n,
    "titles": lambda n: "Deputy District Attorney Judge Sergeant Dr. " * n,
    "cues": lambda n: "said denied claimed " * n,
    "pronouns and cues": lambda n: "he said " * n,
    "according to": lambda n: "according to officials, " * n,
    "commas": lambda n: "a, " * n,
    "brackets": lambda n: "(“[" * n,
    "line ends": lambda n: "A\n\n" * n,
}


def seconds(text: str) -> float:
    """Return the processor time of extracting the records of `text`."""
    article = Article(
        article_id="0" * 16, sha256="0" * 64, format="text", language="en", published_at="2024-03-05", text=text
    )
    started = time.process_time()
    extract_records(article)
    return time.process_time() - started


@pytest.mark.slow
@pytest.mark.parametrize("family", TEXTS)
def test_time_is_linear(family: str) -> None:
    """Four times the text takes no more than about four times as long (sixteen times, were it quadratic)."""
    seconds(TEXTS[family](5))  # models and tables are loaded outside the clock
    size = 300
    while (short := seconds(TEXTS[family](size))) < 0.06:
        size *= 2
    assert seconds(TEXTS[family](4 * size)) < 8 * short
