"""The folder of pages: writes only those whose content changed, removes those that are gone.

`manifest.json` keeps, page by page, a key of what the page was made from. A page with the same key is not made again.
Each file appears whole or not at all, and the manifest is written last: whatever stops a build, the next one mends it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import orjson

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST: Final = "manifest.json"


class PageFolder:
    """The pages below `root`, named by their path relative to it."""

    def __init__(self, root: Path, design: str) -> None:
        self.root = root
        self._design = design
        self._before = self._read_manifest()
        self._now: dict[str, str] = {}

    def needs(self, page: str, key: str) -> bool:
        """Tell whether `page` must be made; either way it stays in the folder."""
        self._now[page] = key
        return self._before.get(page) != key or not (self.root / page).exists()

    def write(self, page: str, content: str) -> None:
        """Write `page`, whole or not at all."""
        write_page(self.root, page, content)

    def finish(self) -> None:
        """Remove pages that this build did not name, and write the manifest."""
        for page in self._before.keys() - self._now.keys():
            if _stays_inside(page):
                with suppress(FileNotFoundError):
                    (self.root / page).unlink()
        unfinished = self.root / f".{MANIFEST}.unfinished"
        unfinished.write_bytes(orjson.dumps({"design": self._design, "pages": self._now}))
        unfinished.replace(self.root / MANIFEST)

    def _read_manifest(self) -> dict[str, str]:
        """Return the keys of the pages that stand; none where they are of another design, which makes all anew."""
        try:
            content = orjson.loads((self.root / MANIFEST).read_bytes())
            pages = {str(page): str(key) for page, key in content["pages"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}
        return pages if content.get("design") == self._design else dict.fromkeys(pages, "")


def write_page(root: Path, page: str, content: str) -> None:
    """Write `page` below `root`, whole or not at all."""
    target = root / page
    unfinished = target.with_name(f".{target.name}.unfinished")
    encoded = content.encode("utf-8", "replace")
    try:
        unfinished.write_bytes(encoded)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(encoded)
    unfinished.replace(target)


def page_key(*values: object) -> str:
    """Return what distinguishes a page made from `values`, which are what JSON can say, dates and times."""
    return sha256(orjson.dumps(values, default=str, option=orjson.OPT_NON_STR_KEYS)).hexdigest()[:16]


def _stays_inside(page: str) -> bool:
    """Tell whether a name out of the manifest is that of a page in the folder, and not of a file elsewhere."""
    path = PurePosixPath(page)
    return not path.is_absolute() and ".." not in path.parts and os.sep not in page.replace("/", "")
