"""Find the claims of an article: who said what.

    layout, parts_of_speech   tokens with their tags (tag_repairs mends them) and the quotation that each stands in
    cues                      reporting words, from patterns/cues.yml
    constructions             for each cue the source and the words it governs, by grammar: active verbs (reading, sources,
                              adjuncts, contents_before, contents_behind), according, passives, headlines, all of them
                              on subjects, noun_phrases, agents and clauses; counts, denials and hearings by rules of
                              their own; silences are what looks like a claim and is none
    tagger                    source, cue and content by a sequence tagger, as second opinion
    select, selection         which candidates are claims; quotations that go on without a new cue
    speakers                  who the source is: the name its words hold (source_names), or whom a pronoun (source_pronouns)
                              or description means (source_references); role and country (source_roles)
    details, media            date, medium, relaying outlet
    polarity, quantities      stance; counts and amounts
    subject_matter            the case persons that the content is about
    build                     the records

Each step reads the `Layout` and what the steps before it found; `find_claims` is the way in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.build import build_claims
from extractors.claims.constructions import find_candidates
from extractors.claims.cues import find_cues
from extractors.claims.layout import build_layout
from extractors.claims.select import select_candidates
from extractors.steps import take_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.annotations.model import Annotated
    from extractors.persons.model import People
    from extractors.steps import Steps
    from schemas.case import Case
    from schemas.claim import Claim


def find_claims(annotated: Annotated, people: People, cases: Sequence[Case]) -> list[Claim]:
    """Return the claims that the article states, in the order of their cues."""
    return take_steps(claim_steps(annotated, people, cases))


def claim_steps(annotated: Annotated, people: People, cases: Sequence[Case]) -> Steps[list[Claim]]:
    """Do step by step what `find_claims` does."""
    layout = build_layout(annotated)
    yield
    candidates = find_candidates(layout, find_cues(layout))
    yield
    selected = select_candidates(layout, candidates)
    yield
    return build_claims(layout, people, cases, selected)
