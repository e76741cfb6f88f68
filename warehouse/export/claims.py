"""Claims as rows, each with its source, its article and whom it is about, in order of the month of publication."""

from __future__ import annotations

from typing import Final

from warehouse.export.snapshot import UNKNOWN_MONTH

CLAIMS: Final = f"""
WITH named AS (
    SELECT claim_id, list(person_name ORDER BY ordinal) AS about FROM claim_about GROUP BY claim_id
),
final AS (
    SELECT
        CASE WHEN length(articles.published_at) >= 7 THEN articles.published_at[:7] ELSE '{UNKNOWN_MONTH}' END AS month,
        claims.claim_id, claims.article_id, claims.speaker, claims.speaker_text, claims.speaker_role,
        claims.speaker_country, claims.cue_text, claims.content_text, claims.claim_type, claims.polarity,
        claims.claim_date, claims.reported_by, named.about,
        articles.title, articles.byline, articles.publisher, articles.url, articles.published_at, articles.language
    FROM claims
    JOIN articles USING (article_id)
    LEFT JOIN named USING (claim_id)
    ORDER BY month, claims.article_id, claims.ordinal
)
FROM final
"""  # noqa: S608 - a constant
