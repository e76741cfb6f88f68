"""The tables that join cases across articles: who is one person, why, and which cases are about one matter.

    persons ── person_cases                 which cases are one person's
       │          person_names              a case's name as it is compared; how common its parts are
       │          person_pairs              pairs of cases that were joined, nearly joined, or kept apart by hand
       └── case_files ── case_file_cases    the cases of one person about one matter
    person_overrides                        what the overrides file says, and what came of it
    person_settings                         what the joins were made with

They are derived (`warehouse/persons/`), never extracted: what an article says stands in `cases` unchanged.
"""

from __future__ import annotations

from typing import Final

from schemas.bookkeeping import article_id, case_id
from schemas.columns import Column, Reference, Table

PAIR_DECISIONS: Final = ("joined", "unsure", "same_by_hand", "apart_by_hand")
"""`joined`: enough agrees. `unsure`: much agrees, not enough. The others stand in the overrides file."""

_PERSON_ID = Column(
    name="person_id",
    type="VARCHAR",
    pattern=r"^person_[0-9a-f]{16}$",
    description="Id of the person: made from the earliest published of the person's cases, so that later articles leave it as it is.",
)

_OF_CASE = (Reference("case_id", "cases", "case_id"), Reference("article_id", "articles", "article_id"))


def _days(of: str) -> tuple[Column, Column]:
    return (
        Column(name="first_published", type="DATE", nullable=True, description=f"First publication day among {of}."),
        Column(name="last_published", type="DATE", nullable=True, description=f"Last publication day among {of}."),
    )


def _count(name: str, description: str) -> Column:
    return Column(name=name, type="INTEGER", at_least=1, description=description)


def _side(side: str) -> Column:
    return Column(name=f"case_id_{side}", type="VARCHAR", description="One of the two cases, the smaller id left.")


PERSONS = Table(
    name="persons",
    description=(
        "A person (or charged organisation) as far as articles can be joined: the cases that are taken for one person's. "
        "A join is an inference from names, ages, places and charges, never a fact that an article states."
    ),
    key=("person_id",),
    columns=(
        _PERSON_ID,
        Column(name="person_name", type="VARCHAR", description="The fullest name that the person's cases give."),
        Column(name="name_forms", type="VARCHAR[]", description="All names of the person's cases, as written."),
        Column(
            name="birth_year_earliest",
            type="INTEGER",
            nullable=True,
            description="First year of birth that most of the stated ages allow; null where no dated article states an age.",
        ),
        Column(
            name="birth_year_latest",
            type="INTEGER",
            nullable=True,
            description="Last year of birth that most of the stated ages allow; null where no dated article states an age.",
        ),
        Column(name="nationality", type="VARCHAR[]", description="Countries that any case states as nationality."),
        Column(name="jurisdictions", type="VARCHAR[]", description="Prosecuting or detaining states of the cases."),
        _count("case_count", "Number of the person's cases."),
        _count("article_count", "Number of articles that have a case of the person."),
        *_days("the person's articles"),
        Column(
            name="weakest_link",
            type="DOUBLE",
            nullable=True,
            description="Weight of the weakest join that holds the person together, in powers of two; null where there is one case, or joins by hand alone.",
        ),
        Column(name="is_reviewed", type="BOOLEAN", description="Whether a decision by hand joins or parts its cases."),
    ),
)

PERSON_CASES = Table(
    name="person_cases",
    description="Which person a case is about; every case that gives a name has one row.",
    key=("case_id",),
    columns=(
        _PERSON_ID,
        case_id(description="Case that is about the person."),
        article_id(),
        Column(
            name="best_weight",
            type="DOUBLE",
            nullable=True,
            description="Weight of the strongest pair with another case of the person; null where there is none.",
        ),
    ),
    references=(Reference("person_id", "persons", "person_id"), *_OF_CASE),
)

PERSON_NAMES = Table(
    name="person_names",
    description="The name of a case as it is compared with others, and how common it is.",
    key=("case_id",),
    columns=(
        case_id(description="Case whose name it is."),
        article_id(),
        Column(
            name="given_part",
            type="VARCHAR",
            nullable=True,
            description="First given name, folded; null for a surname alone.",
        ),
        Column(name="surname_part", type="VARCHAR", description="Last part of the name, folded."),
        Column(
            name="name_share",
            type="DOUBLE",
            nullable=True,
            above=0,
            at_most=1,
            description="Estimated share of people with this given name and surname; null for a surname alone. Known in steps of two.",
        ),
        Column(name="block_keys", type="VARCHAR[]", description="Cases that share one of these are compared."),
    ),
    references=_OF_CASE,
)

PERSON_PAIRS = Table(
    name="person_pairs",
    description=(
        "Two cases of different articles that were compared and joined, nearly joined, or decided by hand, with the "
        "weight of each comparison. Pairs that are clearly different are not kept."
    ),
    key=("case_id_l", "case_id_r"),
    columns=(
        _side("l"),
        _side("r"),
        Column(
            name="pair_decision",
            type="VARCHAR",
            value_set=PAIR_DECISIONS,
            description="`joined`: enough agrees to take them for one person; `unsure`: not enough, worth a look; "
            "`same_by_hand`, `apart_by_hand`: decided in the overrides file.",
        ),
        Column(name="is_same_person", type="BOOLEAN", description="Whether both cases stand under one person."),
        Column(
            name="match_weight",
            type="DOUBLE",
            nullable=True,
            description="Sum of all weights and of what is known before (two cases are seldom one person's), in powers of two; null where only a hand compared them.",
        ),
        Column(
            name="reasons",
            type="VARCHAR[]",
            description="Each comparison in words with its weight, strongest first.",
        ),
        Column(
            name="refusal",
            type="VARCHAR",
            nullable=True,
            description="Why a pair with enough weight stands under two persons; null where it does not.",
        ),
    ),
    references=(Reference("case_id_l", "cases", "case_id"), Reference("case_id_r", "cases", "case_id")),
)

_CASE_FILE_ID = Column(
    name="case_file_id",
    type="VARCHAR",
    pattern=r"^file_[0-9a-f]{16}$",
    description="Id of the case file: made from the earliest published of its cases.",
)

CASE_FILES = Table(
    name="case_files",
    description=(
        "The cases of one person about one matter, across articles: same jurisdiction, related charges or a shared dated "
        "event. An inference, as `persons` is; what each article says stays its own (`case_file_timeline`)."
    ),
    key=("case_file_id",),
    columns=(
        _CASE_FILE_ID,
        _PERSON_ID,
        Column(name="person_name", type="VARCHAR", description="The fullest name that the person's cases give."),
        Column(
            name="jurisdiction",
            type="VARCHAR",
            nullable=True,
            description="Prosecuting or detaining state, ISO 3166-1 alpha-2; null where no article states one.",
        ),
        Column(name="iccs_codes", type="VARCHAR[]", description="ICCS codes of all charges of the matter."),
        Column(
            name="furthest_status",
            type="VARCHAR",
            nullable=True,
            description="Furthest stage that any article reports; null where none does.",
        ),
        _count("case_count", "Number of cases, one an article."),
        _count("article_count", "Number of articles about the matter."),
        *_days("the matter's articles"),
    ),
    references=(Reference("person_id", "persons", "person_id"),),
)

CASE_FILE_CASES = Table(
    name="case_file_cases",
    description="Which case file a case belongs to; every case that gives a name has one row.",
    key=("case_id",),
    columns=(_CASE_FILE_ID, _PERSON_ID, case_id(), article_id()),
    references=(
        Reference("case_file_id", "case_files", "case_file_id"),
        Reference("person_id", "persons", "person_id"),
        *_OF_CASE,
    ),
)

PERSON_OVERRIDES = Table(
    name="person_overrides",
    description="A decision by hand, as it stands in `persons.csv` of the data folder: two cases are one person's, or not.",
    key=("case_id_l", "case_id_r"),
    columns=(
        _side("l"),
        _side("r"),
        Column(
            name="decision",
            type="VARCHAR",
            value_set=("same", "not the same"),
            description="Whether the two cases are about one person.",
        ),
        Column(name="decided_by", type="VARCHAR", nullable=True, description="Who decided."),
        Column(name="decided_on", type="VARCHAR", nullable=True, description="Day of the decision, ISO 8601."),
        Column(name="why", type="VARCHAR", nullable=True, description="Reason of the decision."),
        Column(
            name="override_state",
            type="VARCHAR",
            value_set=("applied", "waiting"),
            description="`applied`, or `waiting` while a case of it is not in the warehouse: it is kept and taken up when the case is back.",
        ),
    ),
)

PERSON_SETTINGS = Table(
    name="person_settings",
    description="What the persons were joined with: a change of one of these joins all cases anew.",
    key=("setting_name",),
    columns=(
        Column(name="setting_name", type="VARCHAR", description="Name of the setting, such as `model`."),
        Column(name="setting_value", type="VARCHAR", description="Its value, or a digest of it."),
    ),
)

PERSON_TABLES: Final[tuple[Table, ...]] = (
    PERSONS,
    PERSON_CASES,
    PERSON_NAMES,
    PERSON_PAIRS,
    CASE_FILES,
    CASE_FILE_CASES,
    PERSON_OVERRIDES,
    PERSON_SETTINGS,
)
"""Tables that are derived across articles; parents stand before their children."""
