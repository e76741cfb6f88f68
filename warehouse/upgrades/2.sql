-- From version 1 to 2: stage times of runs, and what the joining of articles needs.
-- Statements stay as they are once released: later changes of a table are steps of their own.

CREATE TABLE run_stages (run_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL, stage_name VARCHAR NOT NULL, seconds DOUBLE NOT NULL);
CREATE TABLE pending_articles (article_id VARCHAR NOT NULL);
INSERT INTO pending_articles SELECT article_id FROM articles;
