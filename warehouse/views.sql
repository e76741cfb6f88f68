-- Questions that analysts ask, as named steps that end in `final`.

CREATE OR REPLACE VIEW quarantine_open AS
WITH final AS (
    SELECT * FROM quarantine WHERE resolved_run_id IS NULL
)
SELECT * FROM final;
COMMENT ON VIEW quarantine_open IS 'Documents and rows that stand refused now.';
