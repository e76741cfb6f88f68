-- Questions that analysts ask. Each view is a row of named steps that ends in `final`; each row leads to its article,
-- and by `record_id` to `evidence`. A column that has the name of a table's column means the same (views.py gives it the
-- same comment); the others are commented here.

CREATE OR REPLACE VIEW quarantine_open AS
WITH final AS (
    SELECT * FROM quarantine WHERE resolved_run_id IS NULL
)
SELECT * FROM final;
COMMENT ON VIEW quarantine_open IS 'Documents and rows that stand refused now.';


CREATE OR REPLACE VIEW first_words AS
WITH final AS (
    SELECT record_id, article_id, quote_text, start_offset, end_offset
    FROM evidence
    WHERE field_name = 'record' AND ordinal = 0
)
SELECT * FROM final;
COMMENT ON VIEW first_words IS 'The first words that a charge, event, penalty, amount or quantity rests on; `evidence` has the others.';


CREATE OR REPLACE VIEW allegations_and_findings AS
WITH standings AS (
    SELECT
        *,
        CASE
            WHEN charge_stage IN ('alleged', 'charged') THEN 'allegation'
            WHEN charge_stage IN ('pleaded_guilty', 'convicted') THEN 'finding'
            ELSE 'cleared'
        END AS standing
    FROM charges
),
final AS (
    SELECT
        cases.person_name,
        standings.standing,
        standings.charge_stage,
        standings.charge_text,
        standings.iccs_code,
        standings.counts,
        cases.jurisdiction,
        articles.published_at,
        articles.publisher,
        articles.title,
        first_words.quote_text,
        first_words.start_offset,
        first_words.end_offset,
        standings.confidence,
        standings.charge_id AS record_id,
        standings.case_id,
        standings.article_id
    FROM standings
    JOIN cases USING (case_id)
    JOIN articles ON articles.article_id = standings.article_id
    LEFT JOIN first_words ON first_words.record_id = standings.charge_id
)
SELECT * FROM final;
COMMENT ON VIEW allegations_and_findings IS 'Each charge with its standing, so that an allegation never looks like a finding.';
COMMENT ON COLUMN allegations_and_findings.standing IS '`allegation`: alleged or charged, nothing is proven; `finding`: convicted or pleaded guilty; `cleared`: acquitted or dismissed.';


-- Sorting small lists is five times as fast here as an ORDER BY inside string_agg.
CREATE OR REPLACE VIEW case_overview AS
WITH charge_lists AS (
    SELECT
        case_id,
        list({'place': ordinal, 'words': charge_text || ' (' || replace(charge_stage, '_', ' ') || ')'}) AS charges_found,
        bool_or(charge_stage IN ('pleaded_guilty', 'convicted')) AS has_finding
    FROM charges
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
    WHERE modality = 'actual'
    GROUP BY case_id
),
imposed_lists AS (
    SELECT case_id, list({'place': ordinal, 'words': penalty_text}) AS penalties_found
    FROM penalties
    WHERE is_imposed
    GROUP BY case_id
),
faced_lists AS (
    SELECT case_id, list({'place': ordinal, 'words': penalty_text}) AS penalties_found
    FROM penalties
    WHERE NOT is_imposed
    GROUP BY case_id
),
final AS (
    SELECT
        cases.person_name,
        cases.status,
        coalesce(charge_lists.has_finding, false) OR coalesce(event_lists.has_finding, false) AS has_finding,
        array_to_string([found.words FOR found IN list_sort(charge_lists.charges_found)], '; ') AS charges_listed,
        array_to_string([found.words FOR found IN list_sort(event_lists.events_found)], '; ') AS events_listed,
        array_to_string([found.words FOR found IN list_sort(imposed_lists.penalties_found)], '; ') AS penalties_imposed,
        array_to_string([found.words FOR found IN list_sort(faced_lists.penalties_found)], '; ') AS penalties_faced,
        cases.age,
        cases.nationality,
        cases.residence,
        cases.jurisdiction,
        cases.court,
        cases.custody_place,
        articles.published_at,
        articles.publisher,
        articles.title,
        cases.case_id AS record_id,
        cases.case_id,
        cases.article_id
    FROM cases
    JOIN articles USING (article_id)
    LEFT JOIN charge_lists USING (case_id)
    LEFT JOIN event_lists USING (case_id)
    LEFT JOIN imposed_lists USING (case_id)
    LEFT JOIN faced_lists USING (case_id)
)
SELECT * FROM final;
COMMENT ON VIEW case_overview IS 'One row a case: who, how far it has come, for what, and which article says so.';
COMMENT ON COLUMN case_overview.has_finding IS 'Whether the article reports a conviction, guilty plea or sentencing that happened; false means allegations only, or none.';
COMMENT ON COLUMN case_overview.charges_listed IS 'Charges in text order, each with its stage in brackets.';
COMMENT ON COLUMN case_overview.events_listed IS 'Events that have happened, with their dates, earliest first.';
COMMENT ON COLUMN case_overview.penalties_imposed IS 'Sentence as written; null when none is reported.';
COMMENT ON COLUMN case_overview.penalties_faced IS 'Penalties the person only faces, as written: no sentence.';


CREATE OR REPLACE VIEW person_timeline AS
WITH final AS (
    SELECT
        cases.person_name,
        events.event_earliest,
        events.event_latest,
        events.event_date,
        events.event_type,
        events.modality,
        events.event_place,
        articles.published_at,
        articles.publisher,
        articles.title,
        first_words.quote_text,
        first_words.start_offset,
        first_words.end_offset,
        events.confidence,
        events.event_id AS record_id,
        events.case_id,
        events.article_id
    FROM events
    JOIN cases USING (case_id)
    JOIN articles ON articles.article_id = events.article_id
    LEFT JOIN first_words ON first_words.record_id = events.event_id
    ORDER BY cases.person_name, events.event_earliest NULLS LAST, articles.published_earliest, events.ordinal
)
SELECT * FROM final;
COMMENT ON VIEW person_timeline IS 'Events by person name and date, each with the article that says so; `modality` tells what has happened and what has not. The same name need not be the same person.';


CREATE OR REPLACE VIEW disputed_counts AS
WITH figures AS (
    SELECT
        lower(trim(claim_quantities.quantity_unit)) AS unit_key,
        claim_quantities.quantity_id,
        claim_quantities.comparator,
        claim_quantities.quantity_value,
        claim_quantities.quantity_unit,
        claim_quantities.quantity_text,
        claims.*
    FROM claim_quantities
    JOIN claims USING (claim_id)
    WHERE claim_quantities.quantity_unit IS NOT NULL
),
disputes AS (
    SELECT unit_key, count(DISTINCT (comparator, quantity_value)) AS figures_stated, count(DISTINCT speaker) AS speakers
    FROM figures
    GROUP BY unit_key
    HAVING count(DISTINCT (comparator, quantity_value)) > 1
),
final AS (
    SELECT
        figures.unit_key,
        disputes.figures_stated,
        disputes.speakers,
        figures.comparator,
        figures.quantity_value,
        figures.quantity_text,
        figures.speaker,
        figures.speaker_role,
        figures.polarity,
        coalesce(figures.claim_date, articles.published_at) AS stated_date,
        figures.content_text,
        articles.published_at,
        articles.publisher,
        articles.title,
        figures.quantity_id AS record_id,
        figures.claim_id,
        figures.article_id
    FROM figures
    JOIN disputes USING (unit_key)
    JOIN articles ON articles.article_id = figures.article_id
    ORDER BY figures.unit_key, stated_date, figures.speaker
)
SELECT * FROM final;
COMMENT ON VIEW disputed_counts IS 'Figures for the same unit that differ, side by side: who stated which, when. The same unit need not be the same matter: read `content_text`.';
COMMENT ON COLUMN disputed_counts.unit_key IS 'What is counted, in lower case: rows with the same key stand side by side.';
COMMENT ON COLUMN disputed_counts.figures_stated IS 'Number of different figures for this unit.';
COMMENT ON COLUMN disputed_counts.speakers IS 'Number of different named sources for this unit.';
COMMENT ON COLUMN disputed_counts.stated_date IS 'When it was said; the publication date where the article does not say.';


CREATE OR REPLACE VIEW accusations_and_denials AS
WITH statements AS (
    SELECT claim_about.person_name, claim_about.case_id, claims.*
    FROM claim_about
    JOIN claims USING (claim_id)
    WHERE claims.polarity IN ('alleges', 'denies')
),
final AS (
    SELECT
        statements.person_name,
        statements.polarity,
        statements.speaker,
        statements.speaker_role,
        statements.content_text,
        coalesce(statements.claim_date, articles.published_at) AS stated_date,
        bool_or(statements.polarity = 'denies') OVER (PARTITION BY statements.case_id) AS has_denial,
        articles.published_at,
        articles.publisher,
        articles.title,
        statements.claim_id AS record_id,
        statements.case_id,
        statements.article_id
    FROM statements
    JOIN articles ON articles.article_id = statements.article_id
    ORDER BY statements.person_name, statements.case_id, statements.ordinal
)
SELECT * FROM final;
COMMENT ON VIEW accusations_and_denials IS 'What sources allege about a case person, and what is denied, in the order of the article.';
COMMENT ON COLUMN accusations_and_denials.stated_date IS 'When it was said; the publication date where the article does not say.';
COMMENT ON COLUMN accusations_and_denials.has_denial IS 'Whether the same article relays a denial about that person; false says nothing about guilt.';


CREATE OR REPLACE VIEW disagreements AS
WITH facts AS (
    SELECT person_name, 'age' AS fact, CAST(age AS VARCHAR) AS stated, case_id, article_id FROM cases
    UNION ALL
    SELECT person_name, 'nationality', array_to_string(list_sort(nationality), ', '), case_id, article_id
    FROM cases
    WHERE len(nationality) > 0
    UNION ALL
    SELECT person_name, 'jurisdiction', jurisdiction, case_id, article_id FROM cases
    UNION ALL
    SELECT cases.person_name, 'months of imprisonment imposed', CAST(penalties.months AS VARCHAR), case_id, cases.article_id
    FROM penalties
    JOIN cases USING (case_id)
    WHERE penalties.is_imposed AND penalties.penalty_kind = 'imprisonment'
    UNION ALL
    SELECT cases.person_name, 'day ' || replace(events.event_type, '_', ' '), events.event_date, case_id, cases.article_id
    FROM events
    JOIN cases USING (case_id)
    WHERE events.modality = 'actual' AND events.event_earliest = events.event_latest
),
by_article AS (
    SELECT person_name, fact, case_id, article_id, array_to_string(list_sort(list(DISTINCT stated)), '; ') AS stated
    FROM facts
    WHERE person_name IS NOT NULL AND stated IS NOT NULL
    GROUP BY person_name, fact, case_id, article_id
),
differing AS (
    SELECT person_name, fact
    FROM by_article
    GROUP BY person_name, fact
    HAVING count(DISTINCT stated) > 1
),
final AS (
    SELECT
        by_article.person_name,
        by_article.fact,
        by_article.stated,
        articles.published_at,
        articles.publisher,
        articles.title,
        by_article.case_id AS record_id,
        by_article.case_id,
        by_article.article_id
    FROM by_article
    JOIN differing USING (person_name, fact)
    JOIN articles ON articles.article_id = by_article.article_id
    ORDER BY by_article.person_name, by_article.fact, articles.published_earliest, by_article.article_id
)
SELECT * FROM final;
COMMENT ON VIEW disagreements IS 'Facts about persons of one name on which articles differ, side by side. The same name need not be the same person, and an age grows with the years.';
COMMENT ON COLUMN disagreements.fact IS 'What the articles differ on, such as `age` or `months of imprisonment imposed`.';
COMMENT ON COLUMN disagreements.stated IS 'What this article states; several values of one article are joined by `; `.';
