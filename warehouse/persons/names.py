"""A name as it is compared: parts without titles and particles, keys that survive other spellings and orders."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from warehouse.persons.model import word_lists

if TYPE_CHECKING:
    from collections.abc import Iterable

_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PART: Final = re.compile(r"\w+(?:-\w+)*")
_APOSTROPHES: Final = re.compile("['’‘ʼ`]")
_HYPHENS: Final = re.compile("[‐‑–]")
_JOINED_GIVEN_NAME: Final = re.compile(r"[A-Z]\w{1,6}-[a-z]\w{1,6}")  # Won-soon, Chi-wah: one name in two syllables
_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
_MAX_PARTS: Final = 6
_MAX_CHARACTERS: Final = 120

_SPELLINGS: Final = (
    # Letters that romanisations of one name exchange (Khaled, Haled; Yevgeny, Evgeny; Qasim, Kasim), longest first.
    (re.compile(r"tsch|tch|cz"), "ch"),
    (re.compile(r"sch"), "sh"),
    (re.compile(r"dzh|zh|dj"), "j"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"th"), "t"),
    (re.compile(r"ck|q|c(?!h)"), "k"),
    (re.compile(r"ks"), "x"),
    (re.compile(r"w"), "v"),
    (re.compile(r"^(?:ye|je)"), "e"),
    (re.compile(r"^i(?=[aou])"), "y"),
    (re.compile(r"ou|oo"), "u"),
    (re.compile(r"ee"), "i"),
    (re.compile(r"(?<!^)y"), "i"),
    (re.compile(r"(?<=.)h$"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_VOWELS: Final = re.compile(r"(?<!^)[aeiou]")
_FIRST_VOWEL: Final = re.compile(r"^[aeiou]")


@dataclass(frozen=True, slots=True)
class NameParts:
    """The folded parts of a name; `given` is null for a surname alone.

    `middles` are the parts between given name and surname, `suffix` a generation (`jr`), `spellings` one key a part
    that other romanisations share.
    """

    given: str | None
    surname: str
    middles: tuple[str, ...]
    suffix: str | None
    spellings: tuple[str, ...]

    @property
    def key(self) -> str | None:
        """Given name and surname; null for a surname alone."""
        return f"{self.given} {self.surname}" if self.given else None

    @property
    def parts(self) -> tuple[str, ...]:
        """All parts in order."""
        return (*((self.given,) if self.given else ()), *self.middles, self.surname)

    @property
    def spelling_key(self) -> str | None:
        """The spellings of given name and surname in either order; null for a surname alone."""
        return "|".join(sorted((self.spellings[0], self.spellings[-1]))) if self.given else None


@lru_cache(maxsize=50_000)
def parse_name(name: str) -> NameParts | None:
    """Return the parts of a name as written, null where it holds no letters.

    `Rosales, Dr. Maria-Elena de Licea Jr.` → given maria, middles elena, licea, surname rosales, suffix jr.
    """
    words = _HYPHENS.sub("-", _APOSTROPHES.sub("", name[:_MAX_CHARACTERS]))
    first, comma, rest = words.partition(",")
    if comma and _fold(rest).strip(" .") not in _SUFFIXES and " " not in first.strip() and rest.strip():
        words = f"{rest} {first}"
    parts: list[str] = []
    for written in _PART.findall(words):
        if _JOINED_GIVEN_NAME.fullmatch(written):
            parts.append(_fold(written).replace("-", ""))
        else:
            parts.extend(_fold(written).split("-"))
    suffix = parts.pop() if len(parts) > 1 and parts[-1] in _SUFFIXES else None
    titles, particles = word_lists().titles, word_lists().particles
    while len(parts) > 1 and parts[0] in titles:
        del parts[0]
    parts = [
        part for place, part in enumerate(parts) if part and not (0 < place < len(parts) - 1 and part in particles)
    ]
    if len(parts) > _MAX_PARTS:
        parts = [*parts[: _MAX_PARTS - 1], parts[-1]]
    if not parts or not any(part.isalpha() for part in parts):
        return None
    given = parts[0] if len(parts) > 1 else None
    return NameParts(given, parts[-1], tuple(parts[1:-1]), suffix, tuple(map(spelling, parts)))


def block_keys(names: Iterable[NameParts]) -> list[str]:
    """Return the keys under which a case with these names is compared: none for a surname alone.

    The first part stands with each other one, in either order and any spelling; `i:` marks the initial of the first part
    with another part, `p:` the first part with the beginning of the surname, for slips of the pen.
    """
    keys: set[str] = set()
    for name in names:
        if name.given is None:
            continue
        first, others = name.spellings[0], name.spellings[1:]
        keys.update(f"i:{name.given[0]}|{other}" for other in others if len(other) > 1)
        if len(name.given) > 1:
            keys.update("|".join(sorted((first, other))) for other in others if len(other) > 1)
            keys.add(f"p:{first}|{name.surname[:2]}")
    return sorted(keys)


@lru_cache(maxsize=50_000)
def spelling(part: str) -> str:
    """Return a key that other spellings of a part share: Mohammed, Muhammad → mhmd; short parts keep their vowels."""
    key = word_lists().nicknames.get(part, part)
    for pattern, replacement in _SPELLINGS:
        key = pattern.sub(replacement, key)
    consonants = _FIRST_VOWEL.sub("a", _VOWELS.sub("", key))
    return consonants if len(consonants) > 2 else key


def formal_given_name(given: str | None) -> str | None:
    """Return the formal name of a nickname (bill → william), or the name itself."""
    return word_lists().nicknames.get(given, given) if given else None


def parts_disagree(one: NameParts, other: NameParts) -> str | None:
    """Return why two names cannot be one person's, null where they can.

    Only what is stated on both sides counts: a middle name that one side leaves out contradicts nothing.
    """
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return f"one is {one.suffix.capitalize()}, the other {other.suffix.capitalize()}"
    if one.given and other.given:
        ours, theirs = set(one.spellings), set(other.spellings)
        given = {one.spellings[0], other.spellings[0]}
        is_initial = min(len(one.given), len(other.given)) == 1 and one.given[0] == other.given[0]
        if not (given & ours & theirs or is_initial or _a_letter_apart(one.given, other.given)):
            return f"the given names differ ({one.given}, {other.given})"
    if (
        one.middles
        and other.middles
        and one.surname == other.surname
        and not _middles_agree(one.middles, other.middles)
    ):
        return f"the middle names differ ({' '.join(one.middles)}, {' '.join(other.middles)})"
    return None


def _middles_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether some middle name of the shorter list is, or is the initial of, one of the other."""
    return any(
        spelling(a) == spelling(b) or (min(len(a), len(b)) == 1 and a[0] == b[0]) or _a_letter_apart(a, b)
        for a in one
        for b in other
    )


def _a_letter_apart(one: str, other: str) -> bool:
    """Tell whether two long parts differ by one letter: a slip of the pen."""
    short, long = sorted((one, other), key=len)
    if len(short) < 5 or len(long) - len(short) > 1:
        return False
    start = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    return short[start + (len(short) == len(long)) :] == long[start + 1 :]


def _fold(text: str) -> str:
    """Return the text without accents and case."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold().translate(_LETTERS)
