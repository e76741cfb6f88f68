"""The checks of a run whose rows all come in one chunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from expectations.validate import RunValidation
from schemas.arrow import arrow_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from warehouse.paths import DataFolder


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be loaded, and what was seen.

    `tables` has the accepted rows, `documents` with those turned to `quarantined` whose article was refused,
    `quarantine` with the refused rows added, and `expectation_results`. `warnings` are sentences about the broken
    promises of weight `warning`.
    """

    tables: dict[str, pa.Table]
    rows_refused: int = 0
    documents_refused: int = 0
    warnings: tuple[str, ...] = ()


def validate_tables(tables: Mapping[str, pa.Table], run_id: str, folder: DataFolder) -> Validation:
    """Check the tables of a run that is one chunk, and return what may be loaded.

    The results are kept in `folder` for the pages about data quality.

    Raises:
        ExpectationError: A critical promise about a whole table is broken, or could not be checked: nothing may be
            loaded.
        LoadError: The results cannot be written.
    """
    validation = RunValidation(run_id, folder)
    accepted = validation.check(tables)
    rows, warnings = validation.finish()
    return Validation(
        accepted.tables | {"expectation_results": arrow_table("expectation_results", rows)},
        accepted.rows_refused,
        accepted.documents_refused,
        warnings,
    )
