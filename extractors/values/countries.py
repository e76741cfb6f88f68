"""Countries from their names, the words for their people, and places that lie in one country only.

All from `patterns/countries.yml`. Codes are ISO 3166-1 alpha-2; states that are no more, and words that two
countries share, have none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from extractors.patterns import any_of, load_table
from extractors.values.scan import find_starts
from schemas.base import Span

_PEOPLE_NOUNS: Final = "nationals?|citizens?|nationality|citizenship|passport holders?"
_SEPARATOR: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Nationality:
    """Words that state a citizenship: `Russian national`, `a citizen of China`, `Russian`.

    `is_citizenship` tells that the words name the citizenship itself; a bare demonym may describe a person, a
    court or a dish.
    """

    span: Span
    country: str
    is_citizenship: bool
    rule: str


@cache
def _names() -> dict[str, str]:
    """Return the code of each country name, in full and as written."""
    table = load_table("countries.yml")
    return {name: code for code, row in table["countries"].items() for name in row["names"]}


@cache
def _people() -> dict[str, str]:
    """Return the code of each demonym, singular and plural."""
    codes: dict[str, str] = {}
    for code, row in load_table("countries.yml")["countries"].items():
        for word in row["people"]:
            codes[word] = code
            if plural := _plural(word):
                codes[plural] = code
    return codes


def _plural(word: str) -> str | None:
    if word.endswith(("man", "woman")) and not word.endswith(("German", "Roman", "Turkoman")):
        return word[:-2] + "en"
    if word.endswith(("ese", "ish", "ch", "ss", "sh", ".", "US")):
        return None
    return word + "s"


@lru_cache(maxsize=5_000)
def country_code(words: str) -> str | None:
    """Return the country that a name (`Russia`, `the U.K.`) or a word for its people (`Russians`) stands for.

    Null for states that are no more, for words that two countries share, and for words that name no country.
    """
    name = _SEPARATOR.sub(" ", words.strip()).replace("’", "'").removesuffix("'s")
    bare = name[4:] if name[:4].casefold() == "the " else name
    if bare in load_table("countries.yml")["unresolved"]:
        return None
    tables = (_names(), _people(), load_table("countries.yml")["ambiguous"])
    for form in (bare, bare.title()) if bare.isupper() and len(bare) > 3 else (bare,):
        for table in tables:
            code: str | None = table.get(form)
            if code is not None:
                return code
    return None


@cache
def _places() -> dict[str, str]:
    return {place: code for code, places in load_table("countries.yml")["places"].items() for place in places}


@lru_cache(maxsize=5_000)
def state_country(words: str) -> str | None:
    """Return the country that a state, province or large city lies in, null when that is not certain.

    `California`, `Calif.` and `CA` are in the United States. So is `Georgia` where a state is asked for; as a country
    it is left open (`country_code`).
    """
    name = _SEPARATOR.sub(" ", words.strip())
    places = _places()
    return places.get(name) or (places.get(name.title()) if name.isupper() and len(name) > 3 else None)


@cache
def _nationality_pattern() -> re.Pattern[str]:
    people, names = any_of(_people()), any_of(_names())
    return re.compile(
        rf"(?<![\w-])(?:(?P<people>{people})(?![\w-])(?P<noun> (?:{_PEOPLE_NOUNS})\b)?"
        rf"|(?:citizens?|nationals?) of (?:the )?(?P<country>{names})(?!\w))"
    )


# The character before, in a text with a blank in front of it (`values/scan.py`).
_FIRST: Final = re.compile(r"[^A-Za-z-](?=[A-Z]|citizens? of |nationals? of )(?<!\w)")


def find_nationalities(text: str) -> list[Nationality]:
    """Return the words that name a country's people, in text order; none overlap."""
    found: list[Nationality] = []
    pattern, done = _nationality_pattern(), 0
    for start in find_starts(_FIRST, text):
        if start < done or (match := pattern.match(text, start)) is None:
            continue
        done = match.end()
        if match["country"]:
            found.append(
                Nationality(
                    Span(*match.span()), _names()[match["country"]], is_citizenship=True, rule="nationality_citizen_of"
                )
            )
        else:
            is_citizenship = match["noun"] is not None
            rule = "nationality_national" if is_citizenship else "nationality_demonym"
            found.append(Nationality(Span(*match.span()), _people()[match["people"]], is_citizenship, rule))
    return found
