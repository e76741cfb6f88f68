"""Gender of a person, read from titles, from given names, and from what the pronouns around them leave open."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from extractors.patterns import load_table
from extractors.persons.forms import fold

if TYPE_CHECKING:
    from extractors.persons.model import Gender

_TITLES: dict[str, Gender] = {
    "mr.": "male", "mr": "male", "sir": "male", "lord": "male", "king": "male", "prince": "male", "brother": "male",
    "father": "male", "spokesman": "male", "chairman": "male", "congressman": "male", "policeman": "male",
    "mrs.": "female", "mrs": "female", "ms.": "female", "ms": "female", "miss": "female", "dame": "female",
    "lady": "female", "queen": "female", "princess": "female", "sister": "female", "spokeswoman": "female",
    "chairwoman": "female", "congresswoman": "female", "mother": "female", "actress": "female", "duchess": "female",
    "husband": "male", "son": "male", "uncle": "male", "nephew": "male", "grandfather": "male", "boyfriend": "male",
    "wife": "female", "widow": "female", "daughter": "female", "aunt": "female", "niece": "female", "grandmother": "female",
    "girlfriend": "female", "businessman": "male", "businesswoman": "female", "policewoman": "female", "baroness": "female",
}  # fmt: skip


@cache
def _given_names() -> dict[str, Gender]:
    table = load_table("persons_given_names.yml")
    return {name: gender for gender in ("male", "female") for name in table[gender].split()}


@cache
def _first_names() -> dict[str, Gender]:
    table = load_table("persons_given_names.yml")
    genders: tuple[Gender, ...] = ("male", "female")
    return {name: gender for gender in genders for name in table[f"more_{gender}"].split()}


def gender_of_title(word: str) -> Gender | None:
    """Return the gender that a title such as `Mr.` or `spokeswoman` tells."""
    return _TITLES.get(word.lower())


def gender_of_name(name: str) -> Gender | None:
    """Return the gender of a full name's first given name, where that is clear."""
    parts = fold(name).split()
    if len(parts) < 2:
        return None
    # Many of the longer list are surnames too: only what stands first is a given name for sure.
    first = _first_names().get(parts[0])
    return first or next((gender for part in parts[:2] if (gender := _given_names().get(part))), None)


def gender_of_role(role: str) -> Gender | None:
    """Return the gender that the noun of a role tells: `his widow`, `mother of two`."""
    noun = re.split(r" (?:of|from|to|for|at) |,", role, maxsplit=1)[0].split()
    return gender_of_title(noun[-1]) if noun else None
