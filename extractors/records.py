"""From an article to its records: the road through annotations, persons, cases and claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.annotations.annotate import annotate
from extractors.cases.find import find_cases
from extractors.claims.find import find_claims
from extractors.collector import paused_collector
from extractors.persons.resolve import resolve_people

if TYPE_CHECKING:
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
    if article.skipped:
        return Extraction()
    with paused_collector():
        annotated = annotate(article.text, article.published_at, title=article.title, dateline=article.dateline)
        people = resolve_people(annotated)
        cases = find_cases(annotated, people)
        claims = find_claims(annotated, people, cases)
    return Extraction(tuple(cases), tuple(claims))
