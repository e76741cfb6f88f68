"""What two cases are compared by: splink's comparisons, their words for readers, and the stored parameters.

`model.json` holds, for each level of each comparison, how often it is seen among pairs of one person (m) and of two
(u), with the weight that a pair needs; `names.json` holds how common names are before a warehouse has been seen. Both
are written by `python -m training.persons`, and read as they stand: a run estimates nothing.

The model is Fellegi and Sunter's as splink computes it: a pair's weight is log2 of the prior odds plus log2(m/u) of each
comparison, where for names u is the share of people with that very name (term-frequency adjustment).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent
MODEL_FILE: Final = FOLDER / "model.json"
NAMES_FILE: Final = FOLDER / "names.json"

BIRTH_TOLERANCE: Final = 2
"""Years by which stated ages of one person may miss each other: ages are printed at arrest, at sentencing, and wrongly."""

PRIOR: Final = 2e-6
"""Probability that two cases picked at random are one person's: that of a pool of some hundred thousand reported persons.

It is fixed, so that a pair weighs the same in a small folder and in a large one.
"""


@dataclass(frozen=True, slots=True)
class Level:
    """An outcome of a comparison: SQL over the left and right case, and what it says to a reader.

    `value` is the column whose values on both sides are shown with the words. `share` names the column with the share of
    people who have the compared name, for levels that weigh it.
    """

    condition: str
    words: str
    value: str | None = None
    share: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared; `unknown` is the condition under which it says nothing, levels stand from best to worst."""

    name: str
    unknown: str
    levels: tuple[Level, ...]


def _empty(column: str) -> str:
    return f"len({column}_l) = 0 OR len({column}_r) = 0"


_GAP: Final = "greatest(birth_earliest_l, birth_earliest_r) - least(birth_latest_l, birth_latest_r)"
_ALIKE: Final = "jaro_winkler_similarity(given_formal_l, given_formal_r) >= 0.75 AND jaro_winkler_similarity(surname_l, surname_r) >= 0.75"
_SHARED_FACTS: Final = "len(list_intersect(facts_l, facts_r))"

COMPARISONS: Final = (
    Comparison(
        "name",
        "name_key_l IS NULL OR name_key_r IS NULL",
        (
            Level("name_key_l = name_key_r", "the same given name and surname", "person_name", "name_key"),
            Level(
                "list_sort([given_l, surname_l]) = list_sort([given_r, surname_r]) OR parts_sorted_l = parts_sorted_r",
                "the same name in another order",
                "person_name",
                "name_key",
            ),
            Level(
                f"(spelling_key_l = spelling_key_r AND (({_ALIKE}) OR given_spelling_l <> given_spelling_r)) OR "
                "((given_l = given_r OR surname_l = surname_r) AND length(name_key_l) >= 9 "
                "AND damerau_levenshtein(name_key_l, name_key_r) = 1)",
                "the same name in another spelling",
                "person_name",
                "name_key",
            ),
            Level(
                "list_has_any(name_keys_l, name_keys_r)",
                "a name of one is an alias of the other",
                "person_name",
                "name_key",
            ),
            Level(
                "given_spelling_l = given_spelling_r AND len(list_intersect(spellings_l, spellings_r)) >= 2 "
                "AND (list_has_all(spellings_l, spellings_r) OR list_has_all(spellings_r, spellings_l))",
                "one name is a shorter form of the other",
                "person_name",
                "name_key",
            ),
            Level(
                "(length(given_l) = 1 OR length(given_r) = 1) AND left(given_l, 1) = left(given_r, 1) "
                "AND list_has_any(spellings_l[2:], spellings_r[2:])",
                "an initial and the same surname",
                "person_name",
                "name_key",
            ),
            Level("ELSE", "other names", "person_name"),
        ),
    ),
    Comparison(
        "middle names",
        f"{_empty('middles')} OR given_l <> given_r AND parts_sorted_l = parts_sorted_r",
        (
            Level("list_has_any(middles_l, middles_r)", "a middle name in common", "middles"),
            Level("list_has_any(middle_initials_l, middle_initials_r)", "middle initials that fit", "middles"),
            Level("ELSE", "other middle names", "middles"),
        ),
    ),
    Comparison(
        "generation",
        "suffix_l IS NULL AND suffix_r IS NULL",
        (
            Level("suffix_l = suffix_r", "both are Jr., or the like", "suffix"),
            Level("ELSE", "only one is Jr., or the like", "suffix"),
        ),
    ),
    Comparison(
        "age",
        "birth_earliest_l IS NULL OR birth_earliest_r IS NULL",
        (
            Level(f"{_GAP} <= 0", "ages that fit the same year of birth", "birth_years"),
            Level(f"{_GAP} <= {BIRTH_TOLERANCE}", "ages that nearly fit", "birth_years"),
            Level("ELSE", "ages that do not fit", "birth_years"),
        ),
    ),
    Comparison(
        "nationality",
        _empty("nationality"),
        (
            Level("list_has_any(nationality_l, nationality_r)", "the same nationality", "nationality"),
            Level("ELSE", "other nationalities", "nationality"),
        ),
    ),
    Comparison(
        "jurisdiction",
        "jurisdiction_l IS NULL OR jurisdiction_r IS NULL",
        (
            Level("jurisdiction_l = jurisdiction_r", "the same state prosecutes", "jurisdiction"),
            Level("ELSE", "other states prosecute", "jurisdiction"),
        ),
    ),
    Comparison(
        "charges",
        _empty("iccs_codes"),
        (
            Level(
                "len(iccs_codes_l) > 1 AND list_sort(iccs_codes_l) = list_sort(iccs_codes_r)",
                "the same offences, all of them",
                "iccs_codes",
            ),
            Level("list_has_any(iccs_deep_l, iccs_deep_r)", "the same offence", "iccs_codes"),
            Level("list_has_any(iccs_sections_l, iccs_sections_r)", "offences of the same kind", "iccs_codes"),
            Level("ELSE", "other offences", "iccs_codes"),
        ),
    ),
    Comparison(
        "residence",
        "residence_l IS NULL OR residence_r IS NULL",
        (
            Level("residence_l = residence_r", "the same residence", "residence"),
            Level("ELSE", "other residences", "residence"),
        ),
    ),
    Comparison(
        "places",
        _empty("places"),
        (
            Level("list_has_any(places_l, places_r)", "a place or court in common", "places"),
            Level("ELSE", "no place or court in common", "places"),
        ),
    ),
    Comparison(
        "co-defendants",
        _empty("associates"),
        (
            Level("list_has_any(associates_l, associates_r)", "a co-defendant in common", "associates"),
            Level("ELSE", "no co-defendant in common", "associates"),
        ),
    ),
    Comparison(
        "sources",
        _empty("sources"),
        (
            Level("list_has_any(sources_l, sources_r)", "a source or body in common", "sources"),
            Level("ELSE", "no source or body in common", "sources"),
        ),
    ),
    Comparison(
        "facts",
        _empty("facts"),
        (
            Level(f"{_SHARED_FACTS} >= 2", "several dated events, sentences or sums in common", "facts"),
            Level(f"{_SHARED_FACTS} = 1", "a dated event, sentence or sum in common", "facts"),
            Level("ELSE", "no dated event, sentence or sum in common", "facts"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What `model.json` holds: m and u by comparison, level after level; the weights that decide; its digest."""

    m: dict[str, tuple[float, ...]]
    u: dict[str, tuple[float, ...]]
    join_weight: float
    unsure_weight: float
    digest: str


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words around names (`words.yml`)."""

    titles: frozenset[str]
    particles: frozenset[str]
    nicknames: dict[str, str]


@cache
def word_lists() -> WordLists:
    """Return titles, particles and nicknames."""
    rows = yaml.safe_load((FOLDER / "words.yml").read_text(encoding="utf-8"))
    return WordLists(
        frozenset(rows["titles"].split()), frozenset(str(rows["particles"]).split()), dict(rows["nicknames"])
    )


@cache
def parameters() -> Parameters:
    """Return the stored parameters; the digest covers them and all that decides with them."""
    stored = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    files = sorted(file for file in FOLDER.iterdir() if file.suffix in {".py", ".json", ".yml"})
    digest = sha256(b"\x1f".join(file.read_bytes() for file in files)).hexdigest()[:16]
    levels = stored["comparisons"]
    return Parameters(
        m={name: tuple(level["m"] for level in found) for name, found in levels.items()},
        u={name: tuple(level["u"] for level in found) for name, found in levels.items()},
        join_weight=stored["join_weight"],
        unsure_weight=stored["unsure_weight"],
        digest=digest,
    )


def splink_settings(values: Parameters | None) -> dict[str, Any]:
    """Return splink's settings, with the parameters where there are any."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "case_id",
        "probability_two_random_records_match": PRIOR,
        "blocking_rules_to_generate_predictions": ["l.given = r.given and l.surname = r.surname"],
        "retain_intermediate_calculation_columns": True,
        "comparisons": [_splink_comparison(comparison, values) for comparison in COMPARISONS],
    }


def _splink_comparison(comparison: Comparison, values: Parameters | None) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.unknown, "label_for_charts": "unknown", "is_null_level": True}
    ]
    for place, level in enumerate(comparison.levels):
        stated: dict[str, Any] = {"sql_condition": level.condition, "label_for_charts": level.words}
        if level.share:
            stated["tf_adjustment_column"] = level.share
            stated["tf_adjustment_weight"] = 1.0
        if values:
            stated["m_probability"] = values.m[comparison.name][place]
            stated["u_probability"] = values.u[comparison.name][place]
        levels.append(stated)
    return {"output_column_name": column_name(comparison), "comparison_levels": levels}


def column_name(comparison: Comparison) -> str:
    """Return the comparison's name as part of a column's name."""
    return comparison.name.replace(" ", "_").replace("-", "_")
