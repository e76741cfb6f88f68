"""An inbox that grows and changes, by a seed: made-up articles, edits, deletions, damaged files; and what must come of it.

Each file is written under a name with `.part` and renamed, as good delivery does; some stay `.part` for a while, as a
slow upload does. `Inbox.expected` is the account: what the last state of every file has to be in the warehouse.
"""

from __future__ import annotations

import gzip
import hashlib
import random
from collections import Counter
from pathlib import Path

FIRST = ("Rui", "Ana", "Mira", "Tomas", "Ines", "Bruno", "Lena", "Paulo", "Dora", "Nils")
LAST = ("Exemplo", "Modelo", "Ensaio", "Amostra", "Figura", "Molde", "Padrao", "Norma", "Tipo", "Forma")
TOWNS = ("Lisbon", "Porto", "Braga", "Faro", "Coimbra", "Evora", "Aveiro", "Leiria")
CRIMES = ("fraud", "theft", "bribery", "arson", "forgery", "smuggling", "money laundering", "robbery")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class Inbox:
    """A folder that somebody delivers to."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.expected: dict[str, tuple[str, str]] = {}  # path: SHA-256 of its bytes, state in the warehouse
        self.deleted: dict[str, str] = {}
        self.done: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._number = 0
        self._unfinished: list[tuple[Path, Path, bytes, str]] = []
        folder.mkdir(parents=True, exist_ok=True)

    def change(self) -> None:
        """Do what a minute of a busy inbox brings, or a part of it."""
        self._finish_uploads()
        for _ in range(self._random.randint(2, 8)):
            self._deliver()
        if self.expected and self._random.random() < 0.6:
            self._edit()
        if self.expected and self._random.random() < 0.25:
            self._delete()

    def close(self) -> None:
        """Finish what is being uploaded: nothing changes after this."""
        self._finish_uploads()

    def _deliver(self) -> None:
        self._number += 1
        folder = self.folder / f"{self._number // 200:03d}"
        if self._random.random() < 0.08:
            name, content = self._damaged()
            self._write(folder / name, content, "quarantined", "damaged")
            return
        name, content = self._article()
        target = folder / name
        if self._random.random() < 0.1:
            folder.mkdir(exist_ok=True)
            part = target.with_name(f"{name}.part")
            part.write_bytes(content[: len(content) // 2])
            self._unfinished.append((part, target, content, "uploads"))
        else:
            self._write(target, content, "loaded", "articles")

    def _article(self) -> tuple[str, bytes]:
        pick = self._random.choice
        person = f"{pick(FIRST)} {pick(LAST)}{_letters(self._number)}"
        town, crime, age, years = pick(TOWNS), pick(CRIMES), self._random.randint(19, 80), self._random.randint(2, 15)
        paragraphs = [
            (
                f"{town.upper()}, March 4 (Atlas Wire) - A court in {town} on {pick(DAYS)} sentenced {person}, {age}, "
                f"to {years} years in prison for {crime}, court papers of docket {self._number} show."
            ),
            f'"This was the work of months," prosecutor {pick(FIRST)} {pick(LAST)} told reporters outside the court.',
            (
                f"{person.split()[1]} had pleaded guilty in January. Police said that more than "
                f"{self._random.randint(5, 90)} families had lost their savings."
            ),
            f"A lawyer for {person} said that an appeal would be filed with the court of {pick(TOWNS)} within the month.",
        ]
        if self._random.random() < 0.5:
            return f"a{self._number:06d}.txt", "\n\n".join(paragraphs).encode()
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        page = (
            f"<html><head><title>{town}: docket {self._number}</title></head><body><nav>Home News Sport</nav>"
            f"<article><h1>Court of {town} rules in docket {self._number}</h1>{body}</article></body></html>"
        )
        return f"a{self._number:06d}.html", page.encode()

    def _damaged(self) -> tuple[str, bytes]:
        """Return a file that no article can be read from."""
        junk = self._random.randbytes(400)
        return self._random.choice(
            (
                (f"d{self._number:06d}.txt.gz", gzip.compress(junk * 20)[:-40]),
                (f"d{self._number:06d}.txt", b"\x00\x01\x02\x03" + junk),
                (f"d{self._number:06d}.json", b'{"text": "cut off at ' + str(self._number).encode()),
                (f"d{self._number:06d}.html", f"<html><body><!-- {self._number} --></body></html>".encode()),
            )
        )

    def _edit(self) -> None:
        path = Path(self._random.choice(sorted(self.expected)))
        if self.expected[str(path)][1] != "loaded":
            return
        self._number += 1
        name, content = self._article()
        while Path(name).suffix != path.suffix:
            name, content = self._article()
        self._write(path, content, "loaded", "edits")

    def _delete(self) -> None:
        path = Path(self._random.choice(sorted(self.expected)))
        sha256, _ = self.expected.pop(str(path))
        self.deleted[str(path)] = sha256
        path.unlink()
        self.done["deletions"] += 1

    def _finish_uploads(self) -> None:
        for part, target, content, kind in self._unfinished:
            part.write_bytes(content)
            part.replace(target)
            self._account(target, content, "loaded", kind)
        self._unfinished.clear()

    def _write(self, path: Path, content: bytes, state: str, kind: str) -> None:
        path.parent.mkdir(exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(content)
        part.replace(path)
        self._account(path, content, state, kind)

    def _account(self, path: Path, content: bytes, state: str, kind: str) -> None:
        self.expected[str(path)] = (hashlib.sha256(content).hexdigest(), state)
        self.done[kind] += 1


def _letters(number: int) -> str:
    """Return a number as lower-case letters, so that every person is somebody else."""
    letters = ""
    while number:
        number, digit = divmod(number, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
