"""What is known only across articles: derived from the loaded rows, for the articles that a run changed.

The load leaves the ids of changed and removed articles in `pending_articles`; `derive_rows` brings everything that
joins articles up to date with them and empties the table, in one transaction: a run that is cut off in between
leaves them to the next one.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import duckdb

from schemas.errors import LoadError
from warehouse.answers import derive_answers
from warehouse.derived_checks import check_derived
from warehouse.memory import WHOLE, bounded_memory, give_back
from warehouse.persons.resolve import join_persons
from warehouse.runs import one_sentence
from warehouse.stories.update import derive_stories

if TYPE_CHECKING:
    from collections.abc import Callable

    from warehouse.paths import DataFolder
    from warehouse.spread import Spread

    Deriver = Callable[[duckdb.DuckDBPyConnection, DataFolder, Spread], None]

DERIVERS: Final[tuple[Deriver, ...]] = (derive_stories, join_persons, derive_answers)
"""In order, the flat tables last; each reads `pending_articles`, costs next to nothing where it is empty, and changes only its own tables."""


def derive_rows(connection: duckdb.DuckDBPyConnection, folder: DataFolder, spread: Spread) -> None:
    """Bring the rows that join articles up to date; what falls into tasks is done by `spread`.

    Raises:
        LoadError: The database refused; the loaded rows stand, and the next run derives from them.
    """
    try:
        connection.execute("BEGIN")
        with bounded_memory(connection, WHOLE):
            for deriver in DERIVERS:
                give_back()
                deriver(connection, folder, spread)
            check_derived(connection)
            connection.execute("DELETE FROM pending_articles")
            connection.execute("COMMIT")
    except LoadError:
        connection.execute("ROLLBACK")
        raise
    except duckdb.Error as error:
        with suppress(duckdb.Error):  # the failure may have ended the transaction already
            connection.execute("ROLLBACK")
        raise LoadError(f"the run is loaded, but its articles could not be joined: {one_sentence(error)}") from error
