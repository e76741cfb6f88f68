-- The rows of the flat tables (schemas/answers.py) for the articles in `answered_articles`; what they held of these
-- articles was deleted before. One statement a table, columns by name.

CREATE OR REPLACE TEMP TABLE answered_words AS
SELECT record_id, field_name, quote_text, start_offset, end_offset
FROM evidence
SEMI JOIN answered_articles USING (article_id)
WHERE ordinal = 0
    AND (field_name IN ('record', 'person_name', 'age', 'nationality', 'jurisdiction') OR table_name = 'claims' AND field_name = 'content_text');

CREATE OR REPLACE TEMP TABLE answered_cases AS
SELECT
    cases.*,
    -- Persons are derived before; a case without one is known by its folded name.
    coalesce(person_cases.person_id, strip_accents(lower(cases.person_name))) AS person_id,
    articles.published_at,
    articles.published_earliest,
    articles.published_latest,
    articles.publisher,
    articles.title,
    story_articles.story_id
FROM cases
SEMI JOIN answered_articles USING (article_id)
JOIN articles USING (article_id)
LEFT JOIN story_articles USING (article_id)
LEFT JOIN person_cases USING (case_id);

INSERT INTO allegations_and_findings BY NAME
SELECT
    found.person_id,
    found.person_name,
    CASE
        WHEN charges.charge_stage IN ('alleged', 'charged') THEN 'allegation'
        WHEN charges.charge_stage IN ('pleaded_guilty', 'convicted') THEN 'finding'
        ELSE 'cleared'
    END AS standing,
    charges.charge_stage,
    charges.charge_text,
    charges.iccs_code,
    charges.counts,
    found.jurisdiction,
    found.published_at,
    found.published_earliest,
    found.publisher,
    found.title,
    words.quote_text,
    words.start_offset,
    words.end_offset,
    charges.confidence,
    found.story_id,
    charges.charge_id AS record_id,
    found.case_id,
    found.article_id
FROM charges
JOIN answered_cases AS found USING (case_id)
LEFT JOIN answered_words AS words ON words.record_id = charges.charge_id AND words.field_name = 'record';

INSERT INTO person_timeline BY NAME
SELECT
    found.person_id,
    found.person_name,
    events.event_earliest,
    events.event_latest,
    events.event_date,
    events.event_type,
    events.modality,
    events.event_place,
    found.published_at,
    found.published_earliest,
    found.publisher,
    found.title,
    words.quote_text,
    words.start_offset,
    words.end_offset,
    events.confidence,
    found.story_id,
    events.event_id AS record_id,
    found.case_id,
    found.article_id
FROM events
JOIN answered_cases AS found USING (case_id)
LEFT JOIN answered_words AS words ON words.record_id = events.event_id AND words.field_name = 'record';

-- Sorting small lists is five times as fast here as an ORDER BY inside string_agg.
INSERT INTO case_overview BY NAME
WITH charge_lists AS (
    SELECT
        case_id,
        list({'place': ordinal, 'words': charge_text || ' (' || replace(charge_stage, '_', ' ') || ')'}) AS charges_found,
        bool_or(charge_stage IN ('pleaded_guilty', 'convicted')) AS has_finding
    FROM charges
    SEMI JOIN answered_articles USING (article_id)
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
    SEMI JOIN answered_articles USING (article_id)
    WHERE modality = 'actual'
    GROUP BY case_id
),
penalty_lists AS (
    SELECT
        case_id,
        list({'place': ordinal, 'words': penalty_text}) FILTER (is_imposed) AS imposed,
        list({'place': ordinal, 'words': penalty_text}) FILTER (NOT is_imposed) AS faced
    FROM penalties
    SEMI JOIN answered_articles USING (article_id)
    GROUP BY case_id
)
SELECT
    found.person_id,
    found.person_name,
    found.status,
    coalesce(charge_lists.has_finding, false) OR coalesce(event_lists.has_finding, false) AS has_finding,
    array_to_string([item.words FOR item IN list_sort(charge_lists.charges_found)], '; ') AS charges_listed,
    array_to_string([item.words FOR item IN list_sort(event_lists.events_found)], '; ') AS events_listed,
    array_to_string([item.words FOR item IN list_sort(penalty_lists.imposed)], '; ') AS penalties_imposed,
    array_to_string([item.words FOR item IN list_sort(penalty_lists.faced)], '; ') AS penalties_faced,
    found.age,
    found.nationality,
    found.residence,
    found.jurisdiction,
    found.court,
    found.custody_place,
    found.published_at,
    found.published_earliest,
    found.publisher,
    found.title,
    words.quote_text,
    words.start_offset,
    words.end_offset,
    found.story_id,
    found.case_id AS record_id,
    found.case_id,
    found.article_id
FROM answered_cases AS found
LEFT JOIN charge_lists USING (case_id)
LEFT JOIN event_lists USING (case_id)
LEFT JOIN penalty_lists USING (case_id)
LEFT JOIN answered_words AS words ON words.record_id = found.case_id AND words.field_name = 'person_name';

CREATE OR REPLACE TEMP TABLE answered_claims AS
SELECT
    claims.*,
    coalesce(claims.claim_date, articles.published_at) AS stated_date,
    articles.published_at,
    articles.published_earliest,
    articles.publisher,
    articles.title,
    story_articles.story_id
FROM claims
SEMI JOIN answered_articles USING (article_id)
JOIN articles USING (article_id)
LEFT JOIN story_articles USING (article_id);

INSERT INTO statements_about_persons BY NAME
SELECT
    coalesce(person_cases.person_id, strip_accents(lower(claim_about.person_name))) AS person_id,
    claim_about.person_name,
    found.polarity,
    found.speaker,
    found.speaker_role,
    coalesce(found.speaker = claim_about.person_name, false) AS is_own_statement,
    found.content_text,
    found.stated_date,
    found.published_at,
    found.published_earliest,
    found.publisher,
    found.title,
    words.quote_text,
    words.start_offset,
    words.end_offset,
    found.confidence,
    found.story_id,
    found.claim_id AS record_id,
    claim_about.ordinal,
    claim_about.case_id,
    found.article_id
FROM claim_about
JOIN answered_claims AS found USING (claim_id)
LEFT JOIN person_cases ON person_cases.case_id = claim_about.case_id
LEFT JOIN answered_words AS words ON words.record_id = found.claim_id AND words.field_name = 'content_text';

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
    SEMI JOIN answered_articles USING (article_id)
)
SELECT
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
    found.speaker,
    found.speaker_role,
    found.polarity,
    found.stated_date,
    found.content_text,
    found.published_at,
    found.published_earliest,
    found.publisher,
    found.title,
    words.quote_text,
    words.start_offset,
    words.end_offset,
    figures.confidence,
    found.story_id,
    figures.quantity_id AS record_id,
    found.claim_id,
    found.article_id
FROM figures
JOIN answered_claims AS found USING (claim_id)
LEFT JOIN answered_words AS words ON words.record_id = figures.quantity_id AND words.field_name = 'record'
WHERE figures.unit_key <> '';

-- A fact is compared by the days or numbers that it allows. Where values have no order, a number made from the value
-- stands for both ends: two articles then disagree as soon as the values differ.
INSERT INTO stated_facts BY NAME
WITH facts AS (
    SELECT
        case_id,
        'age' AS fact,
        age::VARCHAR AS stated,
        -- Somebody of 34 was born 34 to 35 years before: a person who has grown older is no disagreement.
        epoch_ms(published_earliest - to_years(age + 1)) // 86400000 + 1 AS compared_low,
        epoch_ms(published_latest - to_years(age)) // 86400000 AS compared_high,
        case_id AS record_id,
        'age' AS field_name
    FROM answered_cases
    WHERE age IS NOT NULL
    UNION ALL
    SELECT
        case_id,
        'nationality',
        array_to_string(list_sort(nationality), ', '),
        (hash(list_sort(nationality)) >> 1)::BIGINT,
        (hash(list_sort(nationality)) >> 1)::BIGINT,
        case_id,
        'nationality'
    FROM answered_cases
    WHERE len(nationality) > 0
    UNION ALL
    SELECT
        case_id,
        'jurisdiction',
        jurisdiction,
        (hash(jurisdiction) >> 1)::BIGINT,
        (hash(jurisdiction) >> 1)::BIGINT,
        case_id,
        'jurisdiction'
    FROM answered_cases
    WHERE jurisdiction IS NOT NULL
    UNION ALL
    SELECT
        case_id,
        'months of imprisonment imposed',
        array_to_string(list_sort(list(DISTINCT months)), '; '),
        (hash(list_sort(list(DISTINCT months))) >> 1)::BIGINT,
        (hash(list_sort(list(DISTINCT months))) >> 1)::BIGINT,
        arg_min(penalty_id, ordinal),
        'record'
    FROM penalties
    SEMI JOIN answered_articles USING (article_id)
    WHERE is_imposed AND penalty_kind = 'imprisonment' AND months IS NOT NULL
    GROUP BY case_id
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
    SEMI JOIN answered_articles USING (article_id)
    WHERE modality = 'actual' AND event_earliest IS NOT NULL
    GROUP BY case_id, event_type
)
SELECT
    found.person_id,
    found.person_name,
    facts.fact,
    facts.stated,
    facts.compared_low,
    facts.compared_high,
    found.published_at,
    found.published_earliest,
    found.publisher,
    found.title,
    words.quote_text,
    words.start_offset,
    words.end_offset,
    found.story_id,
    facts.record_id,
    found.case_id,
    found.article_id
FROM facts
JOIN answered_cases AS found USING (case_id)
LEFT JOIN answered_words AS words ON words.record_id = facts.record_id AND words.field_name = facts.field_name
WHERE found.person_name IS NOT NULL;

DROP TABLE answered_claims;
DROP TABLE answered_cases;
DROP TABLE answered_words;
