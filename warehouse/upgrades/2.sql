-- From version 1 to 2: stage times of runs, and what the joining of articles needs.
-- Statements stay as they are once released: later changes of a table are steps of their own.

CREATE TABLE run_stages (run_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL, stage_name VARCHAR NOT NULL, seconds DOUBLE NOT NULL);
CREATE TABLE pending_articles (article_id VARCHAR NOT NULL);
INSERT INTO pending_articles SELECT article_id FROM articles;

CREATE TABLE persons (person_id VARCHAR NOT NULL, person_name VARCHAR NOT NULL, name_forms VARCHAR[] NOT NULL, birth_year_earliest INTEGER, birth_year_latest INTEGER, nationality VARCHAR[] NOT NULL, jurisdictions VARCHAR[] NOT NULL, case_count INTEGER NOT NULL, article_count INTEGER NOT NULL, first_published DATE, last_published DATE, weakest_link DOUBLE, is_reviewed BOOLEAN NOT NULL);
CREATE TABLE person_cases (person_id VARCHAR NOT NULL, case_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, best_weight DOUBLE);
CREATE TABLE person_names (case_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, given_part VARCHAR, surname_part VARCHAR NOT NULL, name_share DOUBLE, block_keys VARCHAR[] NOT NULL);
CREATE TABLE person_pairs (case_id_l VARCHAR NOT NULL, case_id_r VARCHAR NOT NULL, pair_decision VARCHAR NOT NULL, is_same_person BOOLEAN NOT NULL, match_weight DOUBLE, reasons VARCHAR[] NOT NULL, refusal VARCHAR);
CREATE TABLE case_files (case_file_id VARCHAR NOT NULL, person_id VARCHAR NOT NULL, person_name VARCHAR NOT NULL, jurisdiction VARCHAR, iccs_codes VARCHAR[] NOT NULL, furthest_status VARCHAR, case_count INTEGER NOT NULL, article_count INTEGER NOT NULL, first_published DATE, last_published DATE);
CREATE TABLE case_file_cases (case_file_id VARCHAR NOT NULL, person_id VARCHAR NOT NULL, case_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL);
CREATE TABLE person_overrides (case_id_l VARCHAR NOT NULL, case_id_r VARCHAR NOT NULL, decision VARCHAR NOT NULL, decided_by VARCHAR, decided_on VARCHAR, why VARCHAR, override_state VARCHAR NOT NULL);
CREATE TABLE person_settings (setting_name VARCHAR NOT NULL, setting_value VARCHAR NOT NULL);

DROP VIEW IF EXISTS case_overview;
DROP VIEW IF EXISTS allegations_and_findings;
DROP VIEW IF EXISTS person_timeline;
CREATE TABLE case_overview (person_id VARCHAR, person_name VARCHAR, status VARCHAR, has_finding BOOLEAN NOT NULL, charges_listed VARCHAR, events_listed VARCHAR, penalties_imposed VARCHAR, penalties_faced VARCHAR, age INTEGER, nationality VARCHAR[] NOT NULL, residence VARCHAR, jurisdiction VARCHAR, court VARCHAR, custody_place VARCHAR, published_at VARCHAR, published_earliest DATE, publisher VARCHAR, title VARCHAR, quote_text VARCHAR, start_offset INTEGER, end_offset INTEGER, story_id VARCHAR, record_id VARCHAR NOT NULL, case_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL);
CREATE TABLE allegations_and_findings (person_id VARCHAR, person_name VARCHAR, standing VARCHAR NOT NULL, charge_stage VARCHAR NOT NULL, charge_text VARCHAR NOT NULL, iccs_code VARCHAR, counts INTEGER, jurisdiction VARCHAR, published_at VARCHAR, published_earliest DATE, publisher VARCHAR, title VARCHAR, quote_text VARCHAR, start_offset INTEGER, end_offset INTEGER, confidence DOUBLE NOT NULL, story_id VARCHAR, record_id VARCHAR NOT NULL, case_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL);
CREATE TABLE person_timeline (person_id VARCHAR, person_name VARCHAR, event_earliest DATE, event_latest DATE, event_date VARCHAR, event_type VARCHAR NOT NULL, modality VARCHAR NOT NULL, event_place VARCHAR, published_at VARCHAR, published_earliest DATE, publisher VARCHAR, title VARCHAR, quote_text VARCHAR, start_offset INTEGER, end_offset INTEGER, confidence DOUBLE NOT NULL, story_id VARCHAR, record_id VARCHAR NOT NULL, case_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL);
CREATE TABLE statements_about_persons (person_id VARCHAR, person_name VARCHAR, polarity VARCHAR NOT NULL, speaker VARCHAR, speaker_role VARCHAR, is_own_statement BOOLEAN NOT NULL, content_text VARCHAR NOT NULL, stated_date VARCHAR, published_at VARCHAR, published_earliest DATE, publisher VARCHAR, title VARCHAR, quote_text VARCHAR, start_offset INTEGER, end_offset INTEGER, confidence DOUBLE NOT NULL, story_id VARCHAR, record_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL, case_id VARCHAR, article_id VARCHAR NOT NULL);
CREATE TABLE stated_counts (unit_key VARCHAR NOT NULL, comparator VARCHAR NOT NULL, quantity_value DOUBLE, quantity_text VARCHAR NOT NULL, lowest DOUBLE, highest DOUBLE, speaker VARCHAR, speaker_role VARCHAR, polarity VARCHAR NOT NULL, stated_date VARCHAR, content_text VARCHAR NOT NULL, published_at VARCHAR, published_earliest DATE, publisher VARCHAR, title VARCHAR, quote_text VARCHAR, start_offset INTEGER, end_offset INTEGER, confidence DOUBLE NOT NULL, story_id VARCHAR, record_id VARCHAR NOT NULL, claim_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL);
CREATE TABLE stated_facts (person_id VARCHAR, person_name VARCHAR, fact VARCHAR NOT NULL, stated VARCHAR NOT NULL, compared_low BIGINT, compared_high BIGINT, published_at VARCHAR, published_earliest DATE, publisher VARCHAR, title VARCHAR, quote_text VARCHAR, start_offset INTEGER, end_offset INTEGER, story_id VARCHAR, record_id VARCHAR NOT NULL, case_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL);

CREATE TABLE story_articles (article_id VARCHAR NOT NULL, story_id VARCHAR NOT NULL, is_representative BOOLEAN NOT NULL, similarity DOUBLE NOT NULL, overlap DOUBLE NOT NULL);
CREATE TABLE article_fingerprints (article_id VARCHAR NOT NULL, text_key VARCHAR NOT NULL, bands INTEGER[] NOT NULL);
CREATE TABLE story_pairs (text_key_l VARCHAR NOT NULL, text_key_r VARCHAR NOT NULL, similarity DOUBLE NOT NULL, overlap DOUBLE NOT NULL, agreement DOUBLE NOT NULL);
