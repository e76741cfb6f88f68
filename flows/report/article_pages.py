"""The pages about articles: one an article with the evidence in place, and lists of all, newest first."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from extractors.patterns import load_table
from flows.report.articles import CASE_FIELDS, read_article_keys, read_dossiers
from flows.report.environment import render
from flows.report.folder import page_key
from flows.report.highlights import KINDS, mark_words, words_of
from flows.report.lists import write_list
from flows.report.many import write_many
from flows.report.people import person_page
from flows.report.snapshot import ask
from flows.report.wording import format_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from flows.console import Watcher
    from flows.report.articles import Dossier
    from flows.report.folder import PageFolder

READ_TOGETHER: Final = 500
"""Articles whose records are read at once: each reading goes through whole tables."""

HANDED_TOGETHER: Final = 50
"""Articles whose pages one process is given at a time."""


def build_article_pages(
    connection: duckdb.DuckDBPyConnection, pages: PageFolder, common: dict[str, Any], watcher: Watcher
) -> None:
    """Write the pages of articles that are new or were read anew, and the lists."""
    keys = read_article_keys(connection)
    watcher.stage("writing pages about articles", len(keys))
    stale = [article_id for article_id, key in keys.items() if pages.needs(article_page(article_id), page_key(key))]
    watcher.advance(len(keys) - len(stale))
    dossiers = _read_in_batches(connection, stale)
    write_many(make_article_page, dossiers, len(stale), root=pages.root, common=common, watcher=watcher)
    _write_lists(connection, pages, common)


def _read_in_batches(connection: duckdb.DuckDBPyConnection, article_ids: list[str]) -> Iterator[list[Dossier]]:
    for first in range(0, len(article_ids), READ_TOGETHER):
        some = list(read_dossiers(connection, article_ids[first : first + READ_TOGETHER]))
        for start in range(0, len(some), HANDED_TOGETHER):
            yield some[start : start + HANDED_TOGETHER]


def make_article_page(dossier: Dossier, common: dict[str, Any]) -> tuple[str, str]:
    """Return the name and the content of an article's page."""
    return article_page(dossier.article["article_id"]), render("article.html", article_values(dossier) | common)


def article_page(article_id: str) -> str:
    """Return the page of an article, relative to the report."""
    return f"articles/{article_id}.html"


def article_values(dossier: Dossier) -> dict[str, Any]:
    """Return what the template of an article's page shows."""
    words = words_of(dossier.evidence)
    kinds = {word.kind for word in words}
    for case in dossier.cases:
        case["person_page"] = person_page(case) if case["person_name"] else None
    return {
        "root": "../",
        "here": None,
        "article": dossier.article,
        "documents": dossier.documents,
        "text": mark_words(dossier.article["article_text"], words),
        "legend": {kind: name for kind, name in KINDS.items() if kind in kinds},
        "cases": dossier.cases,
        "claims": dossier.claims,
        "removed": dossier.removed,
        "refused": dossier.refused,
        "copies": dossier.copies,
        "case_fields": CASE_FIELDS,
        "iccs": iccs_titles(),
    }


@cache
def iccs_titles() -> dict[str, str]:
    """Return the titles of offence codes."""
    return dict(load_table("iccs.yml")["titles"])


def _write_lists(connection: duckdb.DuckDBPyConnection, pages: PageFolder, common: dict[str, Any]) -> None:
    articles = ask(
        connection,
        """
        WITH case_counts AS (
            SELECT article_id, count(*) AS cases, list(person_name ORDER BY ordinal) FILTER (person_name IS NOT NULL) AS people
            FROM cases GROUP BY article_id
        ),
        claim_counts AS (SELECT article_id, count(*) AS claims FROM claims GROUP BY article_id)
        SELECT article_id, title, publisher, published_at, skipped, coalesce(cases, 0) AS cases,
            coalesce(claims, 0) AS claims, coalesce(people, []) AS people
        FROM articles LEFT JOIN case_counts USING (article_id) LEFT JOIN claim_counts USING (article_id)
        ORDER BY published_at DESC NULLS LAST, title, article_id
        """,
    )
    write_list(
        pages,
        "articles",
        "article_list.html",
        articles,
        common,
        lambda row: format_date(row["published_at"]) or "date unknown",
    )
