"""Persons, matters, parties and articles as rows, for formats that are graphs.

Each query gives the rows of one kind; who is one person, and which cases are about one matter, is what
`warehouse/persons/` inferred. Cases without a name have no person and are left out; `UNNAMED` counts them.
"""

from __future__ import annotations

from typing import Final

UNNAMED: Final = "cases ANTI JOIN person_cases USING (case_id)"

ARTICLES: Final = """
SELECT article_id, title, byline, publisher, url, published_at, language
FROM articles SEMI JOIN person_cases USING (article_id)
"""

PERSONS: Final = """
SELECT person_id, person_name, name_forms, birth_year_earliest, birth_year_latest, nationality, case_count, article_count
FROM persons
"""

MATTERS: Final = """
WITH of_matter AS (
    SELECT
        case_file_id,
        list_sort(list(DISTINCT court) FILTER (court IS NOT NULL)) AS courts,
        list_sort(list(DISTINCT url) FILTER (url IS NOT NULL)) AS urls
    FROM case_file_cases
    JOIN cases USING (case_id)
    JOIN articles ON articles.article_id = cases.article_id
    GROUP BY case_file_id
),
charged AS (
    SELECT case_file_id, standing, list_sort(list(DISTINCT charge_text)) AS charge_texts
    FROM allegations_and_findings JOIN case_file_cases USING (case_id)
    GROUP BY case_file_id, standing
),
charges_of_matter AS (
    SELECT
        case_file_id,
        any_value(charge_texts) FILTER (standing = 'allegation') AS alleged,
        any_value(charge_texts) FILTER (standing = 'finding') AS found,
        any_value(charge_texts) FILTER (standing = 'cleared') AS cleared
    FROM charged GROUP BY case_file_id
),
final AS (
    SELECT
        case_files.case_file_id, case_files.person_name, case_files.jurisdiction, case_files.furthest_status,
        case_files.article_count, of_matter.courts, of_matter.urls,
        charges_of_matter.alleged, charges_of_matter.found, charges_of_matter.cleared
    FROM case_files
    JOIN of_matter USING (case_file_id)
    LEFT JOIN charges_of_matter USING (case_file_id)
)
FROM final
"""

PARTIES: Final = """
WITH charged AS (
    SELECT
        case_id,
        list(charge_stage ORDER BY record_id) AS stages,
        list(charge_text ORDER BY record_id) AS charge_texts,
        list(format('{} (characters {} to {})', quote_text, start_offset, end_offset) ORDER BY record_id)
            FILTER (quote_text IS NOT NULL) AS charge_quotes
    FROM allegations_and_findings GROUP BY case_id
),
final AS (
    SELECT
        person_cases.case_id, person_cases.person_id, case_file_cases.case_file_id, person_cases.article_id,
        case_overview.person_name, case_overview.status, case_overview.has_finding,
        case_overview.published_at, case_overview.publisher,
        articles.url, charged.stages, charged.charge_texts, charged.charge_quotes
    FROM person_cases
    JOIN case_file_cases USING (case_id)
    JOIN case_overview USING (case_id)
    JOIN articles ON articles.article_id = person_cases.article_id
    LEFT JOIN charged USING (case_id)
)
FROM final
"""
