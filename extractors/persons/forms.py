"""Forms of a person's name: full names, surnames alone, initials, and whether two forms can be one person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from extractors.patterns import load_table

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
PARTICLES: frozenset[str] = frozenset(load_table("names_gazetteer.yml")["particle"])
_PART = re.compile(r"[\w\u0300-\u036f]+(?:['’‐‑-][\w\u0300-\u036f]+)*")


@dataclass(frozen=True, slots=True)
class NameForm:
    """The folded parts of a name without generational suffix; `surname` is the last part with its particles."""

    parts: tuple[str, ...]
    surname: tuple[str, ...]
    suffix: str | None

    @property
    def is_full(self) -> bool:
        """Tell whether the form has more than a surname or a given name alone."""
        return len(self.parts) > len(self.surname)


def fold(text: str) -> str:
    """Return the text without accents and case."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


@lru_cache(maxsize=5_000)
def parse_form(name: str) -> NameForm:
    """Return the form of a name as written: `José de la Cruz, Jr.` → parts jose, de, la, cruz."""
    parts = [part.replace("’", "'") for part in _PART.findall(fold(name))]
    suffix = parts.pop() if len(parts) > 1 and parts[-1] in _SUFFIXES else None
    first = len(parts) - 1
    while first > 1 and parts[first - 1] in PARTICLES:
        first -= 1
    if first == 1 and parts[0] in PARTICLES:
        first = 0
    return NameForm(tuple(parts), tuple(parts[max(first, 0) :]), suffix)


def can_be_same(one: NameForm, other: NameForm) -> bool:
    """Tell whether two full names can belong to one person: same surname, and given names that do not contradict."""
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return False
    if one.parts == other.parts:
        return True
    short, long = sorted((one, other), key=lambda form: len(form.parts))
    if short.surname[-1:] != long.surname[-1:]:
        # "María García López" may later be "María García": the given names and the first surname.
        return len(short.parts) > 1 and long.parts[: len(short.parts)] == short.parts
    if len(short.parts) > 1 and long.parts[-len(short.parts) :] == short.parts:
        # A double surname without the given names: "Mejia Coto" for "Gerardo Francisco Mejia Coto".
        return True
    return _given_agree(short.parts[:-1], long.parts[:-1])


def _given_agree(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Tell whether each given name of `short` is, in order, one of `long` or its initial, the first ones agreeing."""
    position = 0
    for number, part in enumerate(short):
        while position < len(long) and not _part_agrees(part, long[position]):
            if number == 0:
                return False
            position += 1
        if position == len(long):
            return False
        position += 1
    return True


def _part_agrees(one: str, other: str) -> bool:
    return one == other or ((len(one) == 1 or len(other) == 1) and one[0] == other[0])


def differs_by_a_letter(one: NameForm, other: NameForm) -> bool:
    """Tell whether two names differ by one letter of one long part: a slip of the pen, not another person."""
    if len(one.parts) != len(other.parts):
        return False
    different = [(a, b) for a, b in zip(one.parts, other.parts, strict=True) if a != b]
    if len(different) != 1:
        return False
    short, long = sorted(different[0], key=len)
    if len(short) < 5 or len(long) - len(short) > 1:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    rest_short, rest_long = short[start:], long[start:]
    if len(short) == len(long):
        swapped = rest_short[:2][::-1] == rest_long[:2] and rest_short[2:] == rest_long[2:]
        return rest_short[1:] == rest_long[1:] or swapped
    return rest_short == rest_long[1:]
