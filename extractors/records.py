"""From an article to its records: the road through annotations, persons, cases and claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.annotations.annotate import annotation_steps
from extractors.cases.find import find_cases
from extractors.claims.find import claim_steps
from extractors.collector import paused_collector
from extractors.persons.resolve import resolve_people
from extractors.steps import take_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.steps import Steps
    from schemas.article import Article
    from schemas.case import Case
    from schemas.claim import Claim


@dataclass(frozen=True, slots=True)
class Extraction:
    """The records of one article."""

    cases: tuple[Case, ...] = ()
    claims: tuple[Claim, ...] = ()


def extract_records(article: Article) -> Extraction:
    """Return the cases and claims that the article states; none where `article.skipped` gives a reason."""
    (extraction,) = extract_together([article])
    return extraction


def extract_together(articles: Sequence[Article]) -> list[Extraction]:
    """Return what `extract_records` gives for each article, in less time than one by one; all of them are in memory at once."""
    with paused_collector():
        return take_together([_steps(article) for article in articles])


def _steps(article: Article) -> Steps[Extraction]:
    if article.skipped:
        return Extraction()
    annotated = yield from annotation_steps(
        article.text, article.published_at, title=article.title, dateline=article.dateline
    )
    yield
    people = resolve_people(annotated)
    yield
    cases = find_cases(annotated, people)
    yield
    claims = yield from claim_steps(annotated, people, cases)
    return Extraction(tuple(cases), tuple(claims))
