"""Where the log of a scheduled run goes: to whoever started it, for as long as that one is there.

Prefect's own handler ends the process when nobody reads its output any more. A run whose starter was killed should go on: what it does
is in the warehouse's care, not in the starter's. `casebook schedule` sets this handler for its runs.
"""

from __future__ import annotations

import logging
from typing import Final, TextIO

from flows.standard_streams import drop_unread


class SteadyHandler(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to standard error; what nobody reads, or a full disk does not take, is dropped."""

    def __init__(self, stream: TextIO | None = None, styles: object = None) -> None:
        """Take the settings that Prefect gives to its handler; styles are for terminals."""
        del styles
        super().__init__(stream)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base class's name
        """Drop the record: the same line goes to the Prefect server."""
        del record
        drop_unread(unwritable=True)


SETTINGS: Final = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_CLASS": f"{SteadyHandler.__module__}.{SteadyHandler.__qualname__}",
    # A log is read weeks later, too: Prefect's own lines have no date.
    "PREFECT_LOGGING_FORMATTERS_STANDARD_DATEFMT": "%Y-%m-%d %H:%M:%S",
}
"""Settings of Prefect for whatever a schedule starts."""
