"""The commands, one module a group of them: their arguments and options, and which function of `flows` does the work.

    command.py    makes a function a command: `--verbose`, errors as one sentence, exit codes
    options.py    options that several commands have
    runs.py       ingest, schedule
    questions.py  sql, tables, report, export, explain
    documents.py  clean, extract
    demo.py       demo
    persons.py    persons why, review, same, not-same, decisions
    quarantine.py quarantine list, show, retry, export

Each imports what does the work when it is called, so that `--help` answers at once.
"""
