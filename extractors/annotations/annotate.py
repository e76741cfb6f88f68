"""Annotate a text with everything that is known before anyone asks for cases or claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.annotations.model import Annotated
from extractors.annotations.names import find_names
from extractors.annotations.quotations import find_quotations
from extractors.annotations.sentences import find_sentences
from extractors.annotations.tokens import find_paragraphs, find_tokens
from extractors.annotations.wrapping import unwrap
from extractors.steps import take_steps
from extractors.values.ages import find_ages
from extractors.values.counts import find_counts
from extractors.values.dates import find_dates
from extractors.values.durations import find_durations
from extractors.values.money import find_money

if TYPE_CHECKING:
    from extractors.steps import Steps


def annotate(
    text: str, published_at: str | None = None, *, title: str | None = None, dateline: str | None = None
) -> Annotated:
    """Return the text with its paragraphs, tokens, sentences, quotations, names and values.

    Args:
        text: Clean text of the article; all offsets are into it.
        published_at: Publication date (ISO 8601), against which relative dates are resolved.
        title: Headline, when it is not part of the text.
        dateline: Place that the article's dateline names.
    """
    return take_steps(annotation_steps(text, published_at, title=title, dateline=dateline))


def annotation_steps(
    text: str, published_at: str | None, *, title: str | None, dateline: str | None
) -> Steps[Annotated]:
    """Do step by step what `annotate` does."""
    source, text = text, unwrap(text)
    annotated = Annotated(text, source, published_at, title, dateline)
    annotated.paragraphs = find_paragraphs(text)
    annotated.tokens = find_tokens(text)
    annotated.token_starts = [token.start for token in annotated.tokens]
    annotated.words = [token.text for token in annotated.tokens]
    annotated.lower = list(map(str.lower, annotated.words))
    annotated.sentences = find_sentences(text, annotated.tokens, annotated.paragraphs)
    annotated.sentence_starts = [sentence.span.start for sentence in annotated.sentences]
    annotated.quotations = find_quotations(text, annotated.paragraphs)
    yield
    annotated.names = find_names(text, annotated.tokens, annotated.words, annotated.sentences)
    yield
    annotated.dates = find_dates(text, published_at)
    annotated.durations = find_durations(text)
    annotated.money = find_money(text)
    annotated.ages = find_ages(text)
    taken = [date.span for date in annotated.dates]
    taken += [duration.span for duration in annotated.durations]
    taken += [amount.span for amount in annotated.money]
    taken += [age.span for age in annotated.ages]
    annotated.counts = find_counts(text, taken)
    return annotated
