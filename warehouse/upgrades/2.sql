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
