"""Stand-ins for what ends or slows a worker; worker processes import this, so it imports little."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from flows.extraction import Extracted, extract_document, extract_documents
from schemas.article import RawDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STORY = (
    "A court in Porto on Tuesday sentenced Rui Exemplo-{0}ao, 4{1}, to three years in prison for fraud, officials said."
)


def raw(path: str, number: int) -> RawDocument:
    """Return a plain-text document."""
    content = STORY.format(chr(65 + number % 26), number).encode()
    return RawDocument(path=path, sha256=f"{number:064x}", format="text", content=content)


def extract_or_die(documents: Iterable[RawDocument], notes: str | None = None) -> Iterator[Extracted]:
    """Stand in for a library that crashes on one document; notes in a file what is tried, and by whom.

    A document whose name begins with `held` waits until there is a file beside the notes that ends in `.go`.
    """
    for document in documents:
        if notes:
            with open(notes, "a", encoding="utf-8") as file:  # noqa: PTH123 - one write, whoever else writes
                file.write(f"{os.getpid()} {document.path}\n")
        if "killer" in document.path:
            os.kill(os.getpid(), signal.SIGKILL)
        while Path(document.path).name.startswith("held") and not Path(f"{notes}.go").exists():
            time.sleep(0.05)
        yield extract_document(document)


def extract_and_note_setting(documents: Iterable[RawDocument], notes: str) -> Iterator[Extracted]:
    """Note in a file what the environment of the process says of its memory."""
    Path(notes).write_text(str(os.environ.get("MALLOC_TRIM_THRESHOLD_")), encoding="utf-8")
    return extract_documents(documents)


def process_of(_document: RawDocument) -> int:
    """Return the number of the process that is given the document."""
    return os.getpid()


def square_or_die(task: tuple[int, int]) -> int:
    """Return the square of a number; every fifth one ends the process, unless it is the one that is named beside it."""
    spared, number = task
    if number % 5 == 4 and os.getpid() != spared:
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2
