-- The rows of the flat tables (schemas/answers.py) for the articles in `answered_now`; what they held of these
-- articles was deleted before. One statement a table, columns by name.
--
-- What the rows of several tables have in common stands in the four tables made first, under the columns' own names: each
-- statement takes it whole (`about.*`, `words.*`) and names only what its table has of its own.

CREATE OR REPLACE TEMP TABLE answered_origins AS
SELECT articles.article_id, articles.published_at, articles.published_earliest, articles.publisher, articles.title, story_articles.story_id
FROM articles
SEMI JOIN answered_now USING (article_id)
LEFT JOIN story_articles USING (article_id);

CREATE OR REPLACE TEMP TABLE answered_cases AS
SELECT
    cases.case_id,
    cases.person_name,
    -- Persons are derived before; a case without one is known by its folded name.
    coalesce(person_cases.person_id, strip_accents(lower(cases.person_name))) AS person_id,
    origin.*
FROM cases
JOIN answered_origins AS origin USING (article_id)
LEFT JOIN person_cases USING (case_id);

CREATE OR REPLACE TEMP TABLE answered_claims AS
SELECT
    claims.claim_id,
    claims.speaker,
    claims.speaker_role,
    claims.polarity,
    claims.content_text,
    coalesce(claims.claim_date, origin.published_at) AS stated_date,
    claims.confidence,
    origin.*
FROM claims
JOIN answered_origins AS origin USING (article_id);

CREATE OR REPLACE TEMP TABLE answered_words AS
SELECT record_id, field_name, quote_text, start_offset, end_offset
FROM evidence
SEMI JOIN answered_now USING (article_id)
WHERE ordinal = 0
    AND (field_name IN ('record', 'person_name', 'age', 'nationality', 'jurisdiction') OR table_name = 'claims' AND field_name = 'content_text');

INSERT INTO allegations_and_findings BY NAME
SELECT
    about.*,
    words.* EXCLUDE (record_id, field_name),
    CASE
        WHEN charges.charge_stage IN ('alleged', 'charged') THEN 'allegation'
        WHEN charges.charge_stage IN ('pleaded_guilty', 'convicted') THEN 'finding'
        ELSE 'cleared'
    END AS standing,
    charges.charge_stage,
    charges.charge_text,
    charges.iccs_code,
    charges.counts,
    charges.confidence,
    charges.charge_id AS record_id,
    cases.jurisdiction
FROM charges
JOIN cases USING (case_id)
JOIN answered_cases AS about USING (case_id)
LEFT JOIN answered_words AS words ON words.record_id = charges.charge_id AND words.field_name = 'record';

INSERT INTO person_timeline BY NAME
SELECT
    about.*,
    words.* EXCLUDE (record_id, field_name),
    events.event_earliest,
    events.event_latest,
    events.event_date,
    events.event_type,
    events.modality,
    events.event_place,
    events.confidence,
    events.event_id AS record_id
FROM events
JOIN answered_cases AS about USING (case_id)
LEFT JOIN answered_words AS words ON words.record_id = events.event_id AND words.field_name = 'record';

-- Sorting small lists is five times as fast here as an ORDER BY inside string_agg.
INSERT INTO case_overview BY NAME
WITH charge_lists AS (
    SELECT
        case_id,
        list({'place': ordinal, 'words': charge_text || ' (' || replace(charge_stage, '_', ' ') || ')'}) AS charges_found,
        bool_or(charge_stage IN ('pleaded_guilty', 'convicted')) AS has_finding
    FROM charges
    SEMI JOIN answered_now USING (article_id)
    GROUP BY case_id
),
event_lists AS (
    SELECT
        case_id,
        list({
            'day': coalesce(event_earliest, DATE '9999-12-31'),
            'place': ordinal,
            'words': replace(event_type, '_', ' ') || coalesce(' ' || event_date, '')
        }) AS events_found,
        bool_or(event_type IN ('pleaded_guilty', 'convicted', 'sentenced')) AS has_finding
    FROM events
    SEMI JOIN answered_now USING (article_id)
    WHERE modality = 'actual'
    GROUP BY case_id
),
penalty_lists AS (
    SELECT
        case_id,
        list({'place': ordinal, 'words': penalty_text}) FILTER (is_imposed) AS imposed,
        list({'place': ordinal, 'words': penalty_text}) FILTER (NOT is_imposed) AS faced
    FROM penalties
    SEMI JOIN answered_now USING (article_id)
    GROUP BY case_id
)
SELECT
    about.*,
    words.* EXCLUDE (record_id, field_name),
    cases.status,
    coalesce(charge_lists.has_finding, false) OR coalesce(event_lists.has_finding, false) AS has_finding,
    array_to_string([item.words FOR item IN list_sort(charge_lists.charges_found)], '; ') AS charges_listed,
    array_to_string([item.words FOR item IN list_sort(event_lists.events_found)], '; ') AS events_listed,
    array_to_string([item.words FOR item IN list_sort(penalty_lists.imposed)], '; ') AS penalties_imposed,
    array_to_string([item.words FOR item IN list_sort(penalty_lists.faced)], '; ') AS penalties_faced,
    cases.age,
    cases.nationality,
    cases.residence,
    cases.jurisdiction,
    cases.court,
    cases.custody_place,
    cases.case_id AS record_id
FROM cases
JOIN answered_cases AS about USING (case_id)
LEFT JOIN charge_lists USING (case_id)
LEFT JOIN event_lists USING (case_id)
LEFT JOIN penalty_lists USING (case_id)
LEFT JOIN answered_words AS words ON words.record_id = cases.case_id AND words.field_name = 'person_name';

INSERT INTO statements_about_persons BY NAME
SELECT
    about.* RENAME (claim_id AS record_id),
    words.* EXCLUDE (record_id, field_name),
    coalesce(person_cases.person_id, strip_accents(lower(claim_about.person_name))) AS person_id,
    claim_about.person_name,
    coalesce(about.speaker = claim_about.person_name, false) AS is_own_statement,
    claim_about.ordinal,
    claim_about.case_id
FROM claim_about
JOIN answered_claims AS about USING (claim_id)
LEFT JOIN person_cases ON person_cases.case_id = claim_about.case_id
LEFT JOIN answered_words AS words ON words.record_id = about.claim_id AND words.field_name = 'content_text';

INSERT INTO stated_counts BY NAME
WITH figures AS (
    SELECT
        *,
        regexp_replace(
            trim(regexp_replace(lower(quantity_unit), '\s+', ' ', 'g')),
            '^(?:(?:the|of|other|others|more|additional|further|another|such)\s+)+',
            ''
        ) AS unit_key
    FROM claim_quantities
    SEMI JOIN answered_now USING (article_id)
)
SELECT
    about.* EXCLUDE (confidence),
    words.* EXCLUDE (record_id, field_name),
    figures.unit_key,
    figures.comparator,
    figures.quantity_value,
    figures.quantity_text,
    CASE figures.comparator
        WHEN '<' THEN NULL
        WHEN '<=' THEN NULL
        WHEN '~' THEN figures.quantity_value - abs(figures.quantity_value) / 10
        WHEN '>' THEN figures.quantity_value + (figures.quantity_value = floor(figures.quantity_value))::INTEGER
        ELSE figures.quantity_value
    END AS lowest,
    CASE figures.comparator
        WHEN '>' THEN NULL
        WHEN '>=' THEN NULL
        WHEN '~' THEN figures.quantity_value + abs(figures.quantity_value) / 10
        WHEN '<' THEN figures.quantity_value - (figures.quantity_value = floor(figures.quantity_value))::INTEGER
        ELSE figures.quantity_value
    END AS highest,
    figures.confidence,
    figures.quantity_id AS record_id
FROM figures
JOIN answered_claims AS about USING (claim_id)
LEFT JOIN answered_words AS words ON words.record_id = figures.quantity_id AND words.field_name = 'record'
WHERE figures.unit_key <> '';

-- A fact is compared by the days or numbers that it allows. Where values have no order, a number made from the value
-- stands for both ends: two articles then disagree as soon as the values differ.
INSERT INTO stated_facts BY NAME
WITH values_without_order AS (
    SELECT
        case_id,
        'nationality' AS fact,
        array_to_string(list_sort(nationality), ', ') AS stated,
        hash(list_sort(nationality)) AS value_hash,
        case_id AS record_id,
        'nationality' AS field_name
    FROM cases
    SEMI JOIN answered_now USING (article_id)
    WHERE len(nationality) > 0
    UNION ALL
    SELECT case_id, 'jurisdiction', jurisdiction, hash(jurisdiction), case_id, 'jurisdiction'
    FROM cases
    SEMI JOIN answered_now USING (article_id)
    WHERE jurisdiction IS NOT NULL
    UNION ALL
    SELECT
        case_id,
        'months of imprisonment imposed',
        array_to_string(list_sort(list(DISTINCT months)), '; '),
        hash(list_sort(list(DISTINCT months))),
        arg_min(penalty_id, ordinal),
        'record'
    FROM penalties
    SEMI JOIN answered_now USING (article_id)
    WHERE is_imposed AND penalty_kind = 'imprisonment' AND months IS NOT NULL
    GROUP BY case_id
),
facts AS (
    SELECT
        case_id,
        fact,
        stated,
        (value_hash >> 1)::BIGINT AS compared_low,
        (value_hash >> 1)::BIGINT AS compared_high,
        record_id,
        field_name
    FROM values_without_order
    UNION ALL
    SELECT
        case_id,
        'age',
        age::VARCHAR,
        -- Somebody of 34 was born 34 to 35 years before: a person who has grown older is no disagreement.
        epoch_ms(published_earliest - to_years(age + 1)) // 86400000 + 1,
        epoch_ms(published_latest - to_years(age)) // 86400000,
        case_id,
        'age'
    FROM cases
    JOIN articles USING (article_id)
    SEMI JOIN answered_now USING (article_id)
    WHERE age IS NOT NULL
    UNION ALL
    SELECT
        case_id,
        'date of ' || replace(event_type, '_', ' '),
        array_to_string(list_sort(list(DISTINCT event_date)), '; '),
        epoch_ms(min(event_earliest)) // 86400000,
        epoch_ms(max(event_latest)) // 86400000,
        arg_min(event_id, ordinal),
        'record'
    FROM events
    SEMI JOIN answered_now USING (article_id)
    WHERE modality = 'actual' AND event_earliest IS NOT NULL
    GROUP BY case_id, event_type
)
SELECT
    about.*,
    words.* EXCLUDE (record_id, field_name),
    facts.fact,
    facts.stated,
    facts.compared_low,
    facts.compared_high,
    facts.record_id
FROM facts
JOIN answered_cases AS about USING (case_id)
LEFT JOIN answered_words AS words ON words.record_id = facts.record_id AND words.field_name = facts.field_name
WHERE about.person_name IS NOT NULL;

DROP TABLE answered_words;
DROP TABLE answered_claims;
DROP TABLE answered_cases;
DROP TABLE answered_origins;
