"""Which extractors read a document: a fingerprint of their code, rules and models.

A document whose bytes and fingerprint are known is left alone; an upgrade of casebook changes the fingerprint, and
the next run reads everything again with the new extractors.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parent.parent


@cache
def extractor_fingerprint() -> str:
    """Return 16 hex digits that depend on every file of `extractors/` and on the record models of `schemas/`."""
    digest = hashlib.sha256()
    for folder in ("extractors", "schemas"):
        for file in sorted((CHECKOUT / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(CHECKOUT).as_posix()}\n".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
