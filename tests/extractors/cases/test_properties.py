"""What holds for any text: it never fails, every value is grounded, and its time is linear."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.annotations.annotate import annotate
from extractors.cases.find import find_cases
from extractors.persons.resolve import resolve_people
from tests.extractors.cases.test_events import PUBLISHED, cases_of

WORDS = st.sampled_from(
    [
        "Ivan Petrov", "Petrov", "he", "they", "both men", "the defendant", "a 34-year-old man", "police", "was", "were",
        "arrested", "charged with", "convicted of", "pleaded guilty to", "sentenced to", "five years in prison", "theft",
        "two counts of fraud", "and", ",", ".", "\n\n", "on Monday", "in May 2021", "If convicted,", "faces", "$5,000 bail",
        "Judge Ann Sample", "of Fresno", ", 41,", "fugitive", "indictment", "trial", "his arrest", "each", "(2)", ":", "”", "“",
    ]
)  # fmt: skip


@given(st.lists(WORDS, max_size=40).map(" ".join))
@settings(max_examples=120)
def test_every_value_is_grounded(text: str) -> None:
    """Spans lie inside the text and cover words; charges and penalties quote the text exactly."""
    for case in cases_of(text):
        spans = [span for support in case.support.values() for span in support.evidence]
        for record in (*case.charges, *case.events, *case.sentence, *case.max_penalty, *case.amounts):
            spans += record.evidence
        assert all(0 <= span.start < span.end <= len(text) and span.of(text).strip() for span in spans)
        assert all(any(span.of(text) == charge.text for span in charge.evidence) for charge in case.charges)
        assert all(any(span.of(text) == penalty.text for span in penalty.evidence) for penalty in case.sentence)
        assert all(event.date is None or event.date[:4].isdigit() for event in case.events)


@given(st.text(max_size=300), st.none() | st.just(PUBLISHED))
@settings(max_examples=80)
def test_arbitrary_text_never_fails(text: str, published: str | None) -> None:
    """Any string at all gives cases or none."""
    cases_of(text, published)


@pytest.mark.parametrize(
    "unit",
    [
        "was arrested and charged and convicted and sentenced ",
        "Ivan Example, 34, of Lima, and ",
        "one count of fraud and two counts of theft, ",
        "Ivan Example, 38, Vista\n\nFound guilty of:\n\n(2) Theft\n\n",
        "the two men and a man who was ",
        "sentenced to five years in prison and $5,000 bail ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    """Four times the text takes at most about four times as long."""

    def seconds(size: int) -> float:
        annotated = annotate(unit * (size // len(unit)), PUBLISHED)
        people = resolve_people(annotated)
        started = time.process_time()
        find_cases(annotated, people)
        return time.process_time() - started

    seconds(2_000)
    small, large = seconds(8_000), seconds(32_000)
    assert large < 10 * small + 0.5
