"""Nouns that describe people and bodies, and the words around them (`patterns/persons_nouns.yml`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.patterns import load_table

if TYPE_CHECKING:
    from extractors.persons.model import Gender

_TABLE: dict[str, list[str]] = load_table("persons_nouns.yml")

MALE: frozenset[str] = frozenset(_TABLE["male"])
FEMALE: frozenset[str] = frozenset(_TABLE["female"])
MINOR: frozenset[str] = frozenset(_TABLE["minor"])
_ADULT = 20
"""Years at which nobody is a teenager any more."""

DEFENDANT: frozenset[str] = frozenset(_TABLE["defendant"])
VICTIM: frozenset[str] = frozenset(_TABLE["victim"])
LAW_OFFICE: frozenset[str] = frozenset(_TABLE["law_office"])
KIN: frozenset[str] = frozenset(_TABLE["kin"])
INDIVIDUAL: frozenset[str] = frozenset(_TABLE["person"]) | MALE | FEMALE | DEFENDANT | VICTIM
ROLE: frozenset[str] = frozenset(_TABLE["role"]) | INDIVIDUAL | KIN
"""Words for what people are: offices, occupations, relations."""

BODY: frozenset[str] = frozenset(_TABLE["body"])
GENERAL_BODY: frozenset[str] = frozenset(_TABLE["general_body"])
PEOPLE: frozenset[str] = frozenset(_TABLE["people"])
PLURALS: frozenset[str] = frozenset(f"{noun}s" for noun in INDIVIDUAL) | {
    "men",
    "women",
    "people",
    "children",
    "brothers",
}

PREPOSITIONS: frozenset[str] = frozenset(_TABLE["prepositions"])
DETERMINERS: frozenset[str] = frozenset(_TABLE["determiners"])
REPORTING: frozenset[str] = frozenset(_TABLE["reporting"])
TRIGGERS: frozenset[str] = frozenset(_TABLE["triggers"])
CHARGES: frozenset[str] = TRIGGERS - frozenset(_TABLE["weak_triggers"])
"""Triggers whose subject is a person whatever the noun: a hearing is held, a paralegal is convicted."""

HARM: frozenset[str] = frozenset(_TABLE["harm"])
STOPS: frozenset[str] = frozenset(_TABLE["stops"])
OFFICIAL: frozenset[str] = frozenset(_TABLE["official"])
PREDICATIVE: frozenset[str] = frozenset(_TABLE["predicative"])


def singular(noun: str) -> str:
    """Return the singular of a plural noun of the tables: `defendants` → `defendant`, `men` → `man`."""
    if noun.endswith("men"):
        return noun[:-2] + "an"
    return noun.removesuffix("s")


def can_be_minor(years: int | None) -> bool:
    """Tell whether somebody of that age may be called a youth or a teenager; null is an age that is not told."""
    return years is None or years < _ADULT


def gender_of_noun(noun: str) -> Gender | None:
    """Return the gender that a noun such as `man` or `mother` tells."""
    if noun in MALE:
        return "male"
    return "female" if noun in FEMALE else None
