"""Text in, records out: pure functions with rule tables beside them; no Prefect, no DuckDB, no clock.

    articles/     bytes → Article: decoding, boilerplate, metadata
    values/       words → normal forms: dates, durations, money, numbers, countries, offences
    annotations/  text → Annotated: tokens, sentences, quotations, names
    persons/      Annotated → the people and bodies of the article, and which words refer to whom
    cases/        Annotated + persons → Case records
    claims/       Annotated + persons → Claim records
    patterns/     rule tables (YAML) with examples that the tests run
    models/       weights trained by `training/`

`extractors.records.extract_records` is the road through all of them.
"""
