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


CREATE OR REPLACE VIEW events_by_step AS
WITH final AS (
    SELECT
        *,
        -- An event without a date had happened when the article was published.
        coalesce(event_latest, published_earliest) AS known_date,
        list_position([
            'investigated', 'wanted', 'arrested', 'detained', 'bail_denied', 'bail_granted', 'charged', 'indicted',
            'extradition_requested', 'extradited', 'arraigned', 'trial', 'pleaded_not_guilty', 'pleaded_guilty',
            'acquitted', 'dismissed', 'convicted', 'sentenced', 'fined', 'appealed', 'overturned', 'imprisoned',
            'commuted', 'paroled', 'released', 'pardoned', 'exchanged', 'deported', 'executed', 'died'
        ], event_type) AS step
    FROM person_timeline
    WHERE modality = 'actual' AND person_id IS NOT NULL AND coalesce(event_latest, published_earliest) IS NOT NULL
)
SELECT * FROM final;
COMMENT ON VIEW events_by_step IS 'What has happened to each person, with the day by which it is known and the place of the event in the course of a case: what `status_by_date` is made of.';
COMMENT ON COLUMN events_by_step.known_date IS 'Day by which the event had happened: the last day that its date allows, or the publication day where it has none.';
COMMENT ON COLUMN events_by_step.step IS 'Place of the event''s type in the course of a case, from `investigated` (1) to `died`; the furthest is the status.';


-- A view of its own is read twice, for one person; a named step would be made once, for all persons (DuckDB 1.5.6 forgets
-- NOT MATERIALIZED in a view).
CREATE OR REPLACE VIEW status_by_date AS
WITH final AS (
    SELECT
        reached.person_id,
        reached.person_name,
        reached.known_date,
        reached.event_type AS status,
        reached.event_date,
        reached.published_at,
        reached.publisher,
        reached.title,
        reached.quote_text,
        reached.start_offset,
        reached.end_offset,
        reached.confidence,
        reached.story_id,
        reached.record_id,
        reached.case_id,
        reached.article_id
    FROM events_by_step AS reached
    WHERE NOT EXISTS (
        FROM events_by_step AS earlier
        WHERE earlier.person_id = reached.person_id
            AND earlier.step >= reached.step
            AND (earlier.known_date, earlier.record_id) < (reached.known_date, reached.record_id)
    )
)
SELECT * FROM final;
COMMENT ON VIEW status_by_date IS 'How far a person had come by which day: one row whenever the furthest stage moved on, with the article and words that say so. What is scheduled, denied or conditional is left out.';
COMMENT ON COLUMN status_by_date.known_date IS 'Day by which the stage was reached: the last day that the event''s date allows, or the publication day where it has none.';
COMMENT ON COLUMN status_by_date.status IS 'Furthest stage reached by that day, over all articles about the person.';


CREATE OR REPLACE VIEW disputed_counts AS
WITH disputes AS (
    SELECT
        unit_key,
        count(DISTINCT (comparator, quantity_value)) AS figures_stated,
        count(DISTINCT speaker) AS speakers,
        max(lowest) AS highest_floor,
        min(highest) AS lowest_ceiling
    FROM stated_counts
    GROUP BY unit_key
    HAVING count(DISTINCT (comparator, quantity_value)) > 1
),
final AS (
    SELECT
        unit_key,
        disputes.figures_stated,
        disputes.speakers,
        stated.comparator,
        stated.quantity_value,
        stated.quantity_text,
        stated.lowest,
        stated.highest,
        coalesce(stated.lowest > disputes.lowest_ceiling, false) OR coalesce(stated.highest < disputes.highest_floor, false) AS is_contradicted,
        stated.speaker,
        stated.speaker_role,
        stated.polarity,
        stated.stated_date,
        stated.content_text,
        stated.published_at,
        stated.publisher,
        stated.title,
        stated.quote_text,
        stated.start_offset,
        stated.end_offset,
        stated.story_id,
        stated.record_id,
        stated.claim_id,
        stated.article_id
    FROM stated_counts AS stated
    JOIN disputes USING (unit_key)
)
SELECT * FROM final;
COMMENT ON VIEW disputed_counts IS 'Figures for the same unit that differ, side by side: who stated which, when, in words and in normal form. The same unit need not be the same matter: read `content_text`.';
COMMENT ON COLUMN disputed_counts.figures_stated IS 'Number of different figures for this unit.';
COMMENT ON COLUMN disputed_counts.speakers IS 'Number of different named sources for this unit.';
COMMENT ON COLUMN disputed_counts.is_contradicted IS 'Whether another figure for the unit cannot be true together with this one: `at least 14` and `14` can, `43` and `more than 70` cannot.';


CREATE OR REPLACE VIEW accusations_and_denials AS
WITH final AS (
    SELECT
        person_id,
        person_name,
        polarity,
        speaker,
        speaker_role,
        is_own_statement,
        content_text,
        stated_date,
        bool_or(polarity = 'denies') OVER (PARTITION BY person_id, article_id) AS has_denial,
        count(*) FILTER (polarity = 'denies') OVER (PARTITION BY person_id) AS denials_of_person,
        published_at,
        publisher,
        title,
        quote_text,
        start_offset,
        end_offset,
        confidence,
        story_id,
        record_id,
        case_id,
        article_id
    FROM statements_about_persons
    WHERE polarity IN ('alleges', 'denies')
)
SELECT * FROM final;
COMMENT ON VIEW accusations_and_denials IS 'What sources allege about a case person, and what is denied, in all articles about the person.';
COMMENT ON COLUMN accusations_and_denials.has_denial IS 'Whether the same article relays a denial about that person; false says nothing about guilt.';
COMMENT ON COLUMN accusations_and_denials.denials_of_person IS 'Number of denials about that person in all articles; none says nothing about guilt.';


CREATE OR REPLACE VIEW disagreements AS
WITH differing AS (
    SELECT hash(person_id, fact) AS fact_key
    FROM stated_facts
    GROUP BY fact_key
    HAVING max(compared_low) > min(compared_high)
),
final AS (
    SELECT
        person_id,
        person_name,
        fact,
        stated,
        published_at,
        published_earliest,
        publisher,
        title,
        quote_text,
        start_offset,
        end_offset,
        story_id,
        record_id,
        case_id,
        article_id
    FROM stated_facts
    WHERE hash(person_id, fact) IN (FROM differing)
)
SELECT * FROM final;
COMMENT ON VIEW disagreements IS 'Facts about one person on which articles differ, side by side, each with the words that state it. Ages are compared by the birth dates that they allow, dates by the days that they allow.';


CREATE OR REPLACE VIEW story_overview AS
WITH prints AS (
    SELECT
        story_id,
        count(*) AS copies,
        count(DISTINCT publisher) AS publishers,
        min(published_earliest) AS first_published,
        arg_min(publisher, (published_earliest, article_id)) AS first_publisher,
        max(published_latest) AS last_published,
        min(similarity) AS least_similarity,
        max(agency) AS agency,
        any_value(article_id) FILTER (is_representative) AS article_id
    FROM story_articles
    JOIN articles USING (article_id)
    GROUP BY story_id
),
final AS (
    SELECT
        prints.* EXCLUDE (article_id),
        articles.title,
        articles.publisher,
        articles.published_at,
        articles.word_count,
        article_id
    FROM prints
    JOIN articles USING (article_id)
)
SELECT * FROM final;
COMMENT ON VIEW story_overview IS 'One row a story: how often and where the same text was printed, with the article that stands for it. `story_articles` has the others.';
COMMENT ON COLUMN story_overview.copies IS 'Number of articles that print the story; 1 for an article that no other copies.';
COMMENT ON COLUMN story_overview.publishers IS 'Number of different publishers among them.';
COMMENT ON COLUMN story_overview.first_published IS 'First day on which a copy was published; null where no copy gives a date.';
COMMENT ON COLUMN story_overview.first_publisher IS 'Publisher of the earliest copy; an agency is named only where a site names it (`agency`).';
COMMENT ON COLUMN story_overview.last_published IS 'Last day on which a copy was published; null where no copy gives a date.';
COMMENT ON COLUMN story_overview.least_similarity IS 'Similarity of the copy that differs most from the representative (`story_articles.similarity`).';
COMMENT ON COLUMN story_overview.article_id IS 'Article that stands for the story: the copy that is most like all the others. Title, publisher, date and length are its own.';


CREATE OR REPLACE VIEW case_file_timeline AS
WITH stated AS (
    SELECT case_file_cases.case_file_id, person_timeline.*
    FROM person_timeline
    JOIN case_file_cases USING (case_id)
),
dates_stated AS (
    SELECT
        case_file_id,
        event_type,
        list_sort(list(DISTINCT event_date) FILTER (modality = 'actual' AND event_earliest = event_latest)) AS days_stated
    FROM stated
    GROUP BY case_file_id, event_type
),
final AS (
    SELECT
        stated.case_file_id,
        stated.person_id,
        stated.person_name,
        stated.event_earliest,
        stated.event_latest,
        stated.event_date,
        stated.event_type,
        stated.modality,
        stated.modality = 'actual' AND stated.event_type IN ('pleaded_guilty', 'convicted', 'sentenced') AS is_finding,
        array_to_string([day FOR day IN dates_stated.days_stated IF day <> stated.event_date], ', ') AS other_days,
        stated.event_place,
        stated.published_at,
        stated.published_earliest,
        stated.publisher,
        stated.title,
        stated.quote_text,
        stated.start_offset,
        stated.end_offset,
        stated.confidence,
        stated.record_id,
        stated.case_id,
        stated.article_id
    FROM stated
    JOIN dates_stated USING (case_file_id, event_type)
    ORDER BY case_file_id, event_earliest NULLS LAST, event_type, published_earliest, record_id
)
SELECT * FROM final;
COMMENT ON VIEW case_file_timeline IS 'What all articles about one matter of one person report, by date: one row an event and article, so that statements that differ stand side by side. `modality` tells what has happened and what has not.';
COMMENT ON COLUMN case_file_timeline.is_finding IS 'Whether it is a guilty plea, conviction or sentencing that the article says has happened; false is an allegation, a step of the proceedings, or something that has not happened.';
COMMENT ON COLUMN case_file_timeline.other_days IS 'Other days that articles of the case file give for an event of this type: another event, or a disagreement. Empty where there are none, null where this one has no date.';
