"""Which lines a publisher prints under article after article, counted over what is loaded.

The more of a publisher is loaded, the more of its footers, slogans and prompts are known. A line counts when it
stands, as a whole paragraph, in many articles that have nothing else in common: other titles and other leads. A story
that was published in many versions shares its lead or its title with itself, and is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb

MIN_ARTICLES: Final = 8
"""Articles with titles and leads of their own that must have a line before it counts as recurring."""

MIN_SHARE: Final = 0.1
"""Share of the publisher's articles that must have it: a sub-heading such as `The charges` recurs more rarely."""

_QUERY: Final = """\
WITH publishers AS (
    SELECT publisher, count(*) AS articles
    FROM articles
    WHERE publisher IS NOT NULL
    GROUP BY publisher
    HAVING count(*) >= $min_articles
),
texts AS (
    SELECT
        publisher,
        articles.articles,
        article_id,
        lower(coalesce(title, article_id)) AS title,
        string_split_regex(article_text, '\\n[ \\t]*\\n\\s*') AS lines
    FROM (SELECT * FROM articles) AS article
    JOIN publishers AS articles USING (publisher)
),
lines AS (
    SELECT publisher, articles, title, left(lines[1], 200) AS lead, unnest(lines[2:]) AS line FROM texts
    UNION ALL
    SELECT publisher, articles, title, left(lines[1], 200), removed_text
    FROM texts JOIN removed_blocks USING (article_id)
    WHERE removal_reason = $reason
),
final AS (
    SELECT publisher, trim(regexp_replace(line, '\\s+', ' ', 'g')) AS line
    FROM lines
    WHERE length(line) BETWEEN 12 AND $max_characters
    GROUP BY ALL
    HAVING least(count(DISTINCT title), count(DISTINCT lead)) >= greatest($min_articles, $min_share * max(articles))
)
SELECT publisher, line FROM final
"""


def read_recurring_lines(
    connection: duckdb.DuckDBPyConnection, reason: str, max_characters: int
) -> dict[str, frozenset[str]]:
    """Return the recurring lines by publisher, white space folded, each at most `max_characters` long.

    Lines that were removed before for `reason` go on being counted.
    """
    rows = connection.execute(
        _QUERY,
        {"min_articles": MIN_ARTICLES, "min_share": MIN_SHARE, "max_characters": max_characters, "reason": reason},
    ).fetchall()
    lines: dict[str, set[str]] = {}
    for publisher, line in rows:
        lines.setdefault(publisher, set()).add(line)
    return {publisher: frozenset(found) for publisher, found in lines.items()}
