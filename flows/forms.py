"""Forms in which rows leave the warehouse, apart from what writes them: the command line lists them without loading that."""

from __future__ import annotations

from typing import Literal, TypeAlias

PrintedForm: TypeAlias = Literal["table", "csv", "json"]
"""How the rows of an answer are printed (`flows.output`)."""

AnswerForm: TypeAlias = Literal[PrintedForm, "parquet"]
"""How they are written to a file."""

ExportForm: TypeAlias = Literal["parquet", "csv", "jsonl", "ftm", "schema-org"]
"""What an export consists of (`flows.export.write`)."""
