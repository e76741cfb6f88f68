"""What a record is: one pydantic model a record type, every field described once.

From these descriptions come the DuckDB columns and their comments (`warehouse/`), the expectations
(`expectations/`) and the data dictionary page (`docs/DATA_DICTIONARY.md`). `tables` says how nested
records become rows. Nothing here reads, extracts or stores.
"""
