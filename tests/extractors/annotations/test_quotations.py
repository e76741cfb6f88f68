"""Quotations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.annotations.model import Annotated
from extractors.annotations.quotations import find_quotations
from extractors.annotations.tokens import find_paragraphs
from schemas.base import Span


def find(text: str) -> list[str]:
    return [quotation.span.of(text) for quotation in find_quotations(text, find_paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It is over,” he said. “Go.”", ["“It is over,”", "“Go.”"]),
        ('"It is over," he said, "for me."', ['"It is over,"', '"for me."']),
        ("'It is over,' she said.", ["'It is over,'"]),
        ("‘It is over,’ she said.", ["‘It is over,’"]),
        ("''It is over,'' he said.", ["''It is over,''"]),
        ('"It is over,” he said.', ['"It is over,”']),
        ("“It is over,'' he said.", ["“It is over,''"]),
        ("“He said, ‘I don’t know,’ and left.”", ["“He said, ‘I don’t know,’ and left.”", "‘I don’t know,’"]),
        ("the workers’ rights and Roe's '90s hit", []),
        ("rock 'n' roll isn't dead", []),
        ('He is 6\'2" and calls it "fine".', ['"fine"']),
        ("« Adieu », he said.", ["« Adieu »"]),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    """Marks of all styles pair up; apostrophes are none of them."""
    assert expected == find(text)


def test_unclosed_quotation() -> None:
    """A quotation that runs on in the next paragraph holds to the end of its own."""
    text = "“It was long ago.\n\n“Nobody knows,” Roe said."
    first, second = find_quotations(text, find_paragraphs(text))
    assert (first.span.of(text), first.closed) == ("“It was long ago.", False)
    assert (second.span.of(text), second.closed) == ("“Nobody knows,”", True)
    assert first.inner.of(text) == "It was long ago."


@given(st.text(alphabet=st.sampled_from("ab .,\n“”\"'’‘«»`"), max_size=200))
def test_quotations_nest(text: str) -> None:
    """Any two quotations are apart or one inside the other, and each holds its inner words."""
    quotations = find_quotations(text, find_paragraphs(text))
    for index, one in enumerate(quotations):
        assert one.span.contains(one.inner)
        for other in quotations[index + 1 :]:
            assert one.span.contains(other.span) or not one.span.overlaps(other.span)


@given(st.text(alphabet=st.sampled_from('ab .\n“”"'), max_size=80))
def test_is_quoted(text: str) -> None:
    """A span is quoted when one quotation holds it."""
    annotated = Annotated(text, text, None, quotations=find_quotations(text, find_paragraphs(text)))
    for start in range(0, len(text), 3):
        span = Span(start, start + 1)
        assert annotated.is_quoted(span) == any(q.span.contains(span) for q in annotated.quotations)
