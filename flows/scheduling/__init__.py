"""Runs on a schedule, of processes that end together; each run is the flow of `flows.ingest`.

schedule.py    `casebook schedule`
checks.py      what can be known before its first run
supervisor.py  keeps the others going
server.py      a Prefect server of our own
serve.py       the process that starts the runs
steady_log.py  where their log goes
pages.py       the report, for a browser that shows the server's UI
lifeline.py    a child ends with its parent
"""
