"""What earlier runs brought from each source: the history that a new run is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

RUNS: Final = 30
"""Earlier runs of a source that are looked at."""

_QUERY: Final = f"""\
WITH case_counts AS (SELECT article_id, count(*) AS cases FROM cases GROUP BY article_id),
claim_counts AS (SELECT article_id, count(*) AS claims FROM claims GROUP BY article_id),
loaded AS (
    SELECT
        articles.publisher AS source,
        documents.run_id,
        count(*)::DOUBLE AS articles,
        avg(coalesce(cases, 0)) AS cases_per_article,
        avg(coalesce(claims, 0)) AS claims_per_article,
        avg((articles.published_at IS NULL)::INTEGER) AS share_undated,
        avg((articles.title IS NULL)::INTEGER) AS share_untitled,
        avg((articles.byline IS NULL)::INTEGER) AS share_without_byline
    FROM documents
    JOIN articles USING (article_id)
    LEFT JOIN case_counts USING (article_id)
    LEFT JOIN claim_counts USING (article_id)
    WHERE articles.publisher IS NOT NULL
    GROUP BY ALL
),
refused AS (
    SELECT
        regexp_replace(split_part(path, '#', 1), '/[^/]*$', '') AS source,
        run_id,
        avg((document_state = 'quarantined')::INTEGER) AS share_refused
    FROM document_versions
    WHERE document_state IN ('loaded', 'quarantined')
    GROUP BY ALL
),
figures AS (
    SELECT source, run_id, measure, value FROM (UNPIVOT loaded ON * EXCLUDE (source, run_id) INTO NAME measure VALUE value)
    UNION ALL
    SELECT source, run_id, 'share_refused', share_refused FROM refused
),
final AS (
    SELECT source, measure, run_id, value
    FROM figures
    QUALIFY row_number() OVER (PARTITION BY source, measure ORDER BY run_id DESC) <= {RUNS}
)
FROM final
"""  # noqa: S608 - a number of ours


def read_source_history(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the measures of each source in its latest runs: columns `source`, `measure`, `run_id`, `value`."""
    return connection.execute(_QUERY).to_arrow_table()
