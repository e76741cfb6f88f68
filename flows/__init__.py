"""Files in, warehouse out: reads, schedules, counts, reports; the only home of Prefect and of the command line.

Commands:

    cli.py          joins the commands
    commands/       one module a group of commands: their options, and what they call
    terminal.py     a run for somebody at a terminal
    console.py      progress and tables for people
    standard_streams.py  output that nobody reads any more, or that was never there
    output.py       answers for other programs: JSON, CSV, Parquet
    forms.py        names of the forms in which rows leave the warehouse
    prompt.py       the SQL prompt
    explain.py      a record beside its words
    persons.py      who is one person, and decisions by hand
    quarantine.py   what was refused
    stream.py       documents to JSON lines, without a warehouse
    report/         pages that open from disk
    export/         the warehouse as files for other tools

A run, in the order of its stages:

    road.py         the whole way: find, read, extract, validate, load, publish, report
    sources.py      files and folders → the files in them
    remote.py       the same on servers; marks.py: what need not be fetched; read_ahead.py: fetched while others are read
    protocols.py    what speaks with each kind of server, and with which limits
    inbox.py        what is left for the next run; links.py: which links are followed
    documents.py    a file → raw documents
    contents.py     what is in a file; containers.py: in archives; rows.py: in JSON
    reading.py      which documents have to be extracted
    fingerprint.py  by which extractors
    extraction.py   documents → records, each under bounds of time
    workers.py      by processes of this machine; prepared.py: what they share
    cluster.py      on a Dask cluster; cluster_worker.py: what its workers do
    in_order.py     batches under way, their parts in order
    parts.py        what workers leave for the loader
    loading.py      parts → chunks that are validated and loaded
    spreading.py    what of the joins other processes do
    stopwatch.py    seconds by stage

With Prefect:

    ingest.py       the road as a flow; parameters.py: its options as JSON
    artifacts.py    what the UI shows of it; run_log.py: what its log says
    presence.py     which runs live; settle.py: what the server shows, put right
    notify.py       a word to somebody
    prefect_server.py  the server that is named: whether it answers, and why it cannot be used
    scheduling/     runs on a schedule
"""
