"""The only place that opens DuckDB: creating, loading, publishing and reading a warehouse.

    paths.py           what stands where in a data folder
    lock.py            one writer at a time, by an operating-system lock
    database.py        the writer's database, and what a run asks of it
    ddl.py             tables and comments from `schemas.tables`
    migrations.py      the tables of a new database, steps from older versions, refusal of others
    runs.py            a run's start and end
    memory.py          how much memory the database takes, by the size of the warehouse
    views.py           views.sql: the questions that analysts ask
    load.py            one transaction: rows in, chunk by chunk, what they replace out
    checks.py          keys and references, checked inside that transaction
    history.py         what earlier runs brought from each source
    recurring.py       lines that a publisher prints under article after article
    derive.py          what is known only across articles: stories, persons, flat tables (answers.py)
    spread.py          how work that falls into tasks is done: here, or by other processes
    derived_checks.py  keys and references of what is derived
    publish.py         a snapshot that readers open, and the pointer to the newest
    copying.py         the copy, by another process
    read.py            queries on the newest snapshot, read-only
    explain.py         a record, and the words that it rests on
    groups.py          groups of things that pairs join

The order of a run:

    with hold_warehouse(folder), open_warehouse(folder) as warehouse:
        run = warehouse.start_run(fingerprint)
        known = warehouse.known_documents()                 # path → sha256, fingerprint, state
        ...                                                 # read and extract what is new or edited
        with warehouse.loading(run) as load:                # one transaction
            for parts in chunks:
                tables = join_tables(parts)                 # schemas.arrow: rows_of, document_row, quarantine_row
                load.add(validation.check(tables).tables)   # expectations
            counts = load.finish(results, documents_unchanged=…, removed_paths=…)
        warehouse.derive()                                  # what joins articles
        publish_snapshot(warehouse)
"""
