"""What a table of records promises, checked with Great Expectations before anything is loaded.

    suites.py      a suite a table, derived from `schemas.tables`
    promises.py    promises across fields and tables, written by hand
    validate.py    checks the rows of a run, refuses bad rows by name
    drift.py       whether a load is unlike the ones before, source by source
    sources.py     what a run brought from each source, in figures
    frames.py      rows as the promises and the library want them
    refusal.py     what falls with a bad row
    quarantine.py  what fell, set apart with the reasons
    results.py     what was seen, kept for the pages
    data_docs.py   pages about the results, which open without a network
    quiet_pages.py the library's pages without anything that runs, loads or calls outside

Great Expectations takes about ten seconds to import: it is imported inside functions, here only. `warm_up` starts that
import beside other work.
"""
