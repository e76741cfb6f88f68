"""Everything that casebook refuses, by name.

    CasebookError
    ├── ConfigError        wrong path, malformed rule table: stop before the first document
    ├── DocumentError      this document cannot be used: quarantine it, go on with the rest
    │   ├── UnreadableError     the file cannot be opened or read to its end
    │   │   └── LeftError           only for now: it is left for the next run, and not quarantined
    │   │       ├── VanishedError       moved or deleted by others before it was read
    │   │       ├── UnfinishedError     another program is still writing it
    │   │       ├── OutsideError        a link that leads outside what the user named
    │   │       └── UnreachableError    the network or a server failed
    │   ├── TooLargeError       over a bound of size, depth or time
    │   ├── UndecodableError    bytes that are no text
    │   ├── MalformedRowError   a row of a JSON file that is no article object
    │   ├── NotAnArticleError   a feed, a login page, an empty body
    │   └── ExtractorError      the extractors failed on it: a defect of casebook, not of the document
    ├── ExpectationError   a critical promise about a whole table is broken: nothing of this run is loaded
    ├── LoadError          the warehouse refused: rolled back
    ├── BusyError          another run holds the warehouse
    └── QueryError         a question that the warehouse cannot answer, or no warehouse to ask

A message is one sentence that names the thing and the value, fit to be shown to a user as it is.
"""

from __future__ import annotations

from schemas.printable import printable


class CasebookError(Exception):
    """Base of all errors that casebook raises on purpose."""

    def __init__(self, sentence: str = "") -> None:
        """Take a sentence, which may hold names of files as the system gives them."""
        super().__init__(printable(sentence))


class ConfigError(CasebookError):
    """Wrong path, option or rule table: nothing was started."""


class DocumentError(CasebookError):
    """One document cannot be used; the message is the reason that stands in quarantine."""

    reason = "unusable"


class UnreadableError(DocumentError):
    """The file cannot be opened or read to its end."""

    reason = "unreadable"


class LeftError(UnreadableError):
    """The file cannot be read now, for a reason that is likely to pass: it is left for the next run."""


class VanishedError(LeftError):
    """The file was moved or deleted by others before it was read."""


class UnfinishedError(LeftError):
    """Another program is still writing the file."""


class OutsideError(LeftError):
    """The file is a link that leads outside what the user named."""


class UnreachableError(LeftError):
    """The network, or the server that keeps the file, failed."""


class TooLargeError(DocumentError):
    """The document is over a bound of size, depth or time."""

    reason = "too_large"


class UndecodableError(DocumentError):
    """The bytes are no text in any encoding that was tried."""

    reason = "undecodable"


class MalformedRowError(DocumentError):
    """A row of a JSON or JSON-lines file is not an object with an article in it."""

    reason = "malformed_row"


class NotAnArticleError(DocumentError):
    """The document holds no article: a feed, a login page, an empty body."""

    reason = "not_an_article"


class ExtractorError(DocumentError):
    """The extractors failed on the document: a defect of casebook, not of the document."""

    reason = "extractor_failed"


class ExpectationError(CasebookError):
    """A critical promise about a whole table is broken: nothing of the run is loaded."""


class LoadError(CasebookError):
    """The warehouse refused the load; the transaction was rolled back."""


class BusyError(CasebookError):
    """Another run holds the warehouse."""


class QueryError(CasebookError):
    """The warehouse cannot answer: there is none yet, or the query is refused."""
