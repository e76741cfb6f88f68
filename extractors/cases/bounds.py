"""Keep the work on a text linear in its length, whatever the text is.

Subjects, dates and places are looked for inside a sentence. A text without full stops is one sentence of a million
characters, in which each look would cost the whole; so sentences beyond `LONGEST` are cut into pieces.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.annotations.model import Sentence
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated

LONGEST = 1600
"""Characters of the longest sentence that is read as one."""


def bound_sentences(annotated: Annotated) -> Annotated:
    """Return the annotated text with sentences of at most `LONGEST` characters; the same object where all are shorter."""
    if all(sentence.span.end - sentence.span.start <= LONGEST for sentence in annotated.sentences):
        return annotated
    sentences: list[Sentence] = []
    for sentence in annotated.sentences:
        first = sentence.first
        for index in range(sentence.first, sentence.last):
            begins, ends = annotated.tokens[first].start, annotated.tokens[index].end
            if ends - begins > LONGEST and index > first:
                sentences.append(
                    Sentence(Span(begins, annotated.tokens[index - 1].end), first, index, sentence.paragraph)
                )
                first = index
        if first < sentence.last:
            last = annotated.tokens[sentence.last - 1]
            span = Span(annotated.tokens[first].start, last.end)
            sentences.append(Sentence(span, first, sentence.last, sentence.paragraph))
    return replace(annotated, sentences=sentences, sentence_starts=[sentence.span.start for sentence in sentences])
