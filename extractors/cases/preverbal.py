"""Find the subject to the left of a verb: the nearest mention or description that is no object, possessor or apposition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.cases.descriptions import describe_before, explains_name, is_of_closed_clause
from extractors.cases.objects import modifies_noun
from extractors.cases.references import (
    CLAUSE_VERB,
    GOVERNS,
    PREDICATE,
    described_subject,
    is_possessive,
    refer_by,
    said_before,
)

if TYPE_CHECKING:
    from extractors.cases.cast import Cast, Reference
    from extractors.cases.triggers import Trigger
    from extractors.persons.model import Mention

_OTHER_SUBJECT = re.compile(
    r"(?i)(?:\A|[,;:–—] |[“\"] ?|\b(?:and|but|that|as|where|when|while|because|after|before|if|although) )"
    r"(?P<np>(?:there|it|whose [a-z]+(?: [a-z]+)?) |(?:the|an?|this|that|these|those|its|no|any|some|several|many|his|her|their|all|most) (?:[\w’'-]+ ){1,7}?)"
    r"(?:(?:was|were|is|are|has|have|had|will|would|could|may|might|can|be|been|being|to|also|\w+ly|scheduled|expected|not|later|earlier|since|then|first|again|suspects?|now) )+\Z"
)
"""A subject that is no person of the text: `the new rules were released`."""
_MANY = re.compile(
    r"(?i)(?:\A|[,;:–—“\"] |\b(?:and|but|that|where|when|while|because|after|before|if|although|said|says|estimates?|reported) )"
    r"(?P<np>(?:(?:about|around|nearly|almost|some|over|at least|more than|up to|a total of) ){0,2}(?:(?:dozens|hundreds|thousands|scores|millions|a (?:number|handful|group)) of|\d[\d,.]*\d|several|many) "
    r"(?:(?!and )[\w-]+ ){0,3}?[a-z-]+s (?:(?:in|from|of|at) (?:[\w-]+ ){1,3}?)?)"
    r"(?:, |(?:(?:was|were|are|have|had|will|would|could|may|might|can|be|been|being|also|\w+ly|not|later|since|then|now) )+)\Z"
)
"""People who are only counted, as a subject: `said dozens of foreigners are charged`."""
_OF_PLURAL = (" were ", " are ", " have ", " been ", ", ")
"""What the words up to a verb of several end with."""
_BARE_PLURAL = re.compile(
    r"\b(?:after|as|while|that|where|because|if|since|until|before|when) (?P<np>(?:[a-z][\w-]+ ){0,2}[a-z][\w-]{2,}s )(?:(?:were|are|have|had|also|\w+ly|been|being|later) )+\Z"
)
"""A subject of many without a determiner: `was found after prisoners were freed`."""
_UNTAGGED = re.compile(
    r"\b(?:said|says|that|alleged|alleges|reported|added|claimed|announced|confirmed) (?P<np>(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|She |He |They |It |I )(?:[A-Z][\w’'-]+ ){1,3})(?:(?:was|were|is|are|has|have|had|been|also|\w+ly|being|later|now) )+\Z"
)
"""A subject that no mention stands for, with a verb of its own: `a spokeswoman, Ann Example, said Sample was jailed`."""
_OTHER_ACTOR = re.compile(
    r"(?i)(?:\A|[,;:–—“\"] |\b(?:and|but|that|when|while|because|after|before|if) )(?P<np>(?:the|an?|his|her|their|its|this|one) (?:[\w’'-]+ ){1,4})\Z"
)
"""The same right before a verb without auxiliary: `the child died`."""
_OF_SPEAKER = re.compile(
    r"\b(?:I|[Ww]e|[Yy]ou)(?:[’'](?:ve|m|re|d|ll))?(?: (?:\w+ly|also|have|had|was|were|am|are|been|then|once|will))* \Z"
)
"""Before a verb of what the speaker or the hearer did: `when I went to trial`."""
_OF_SEVERAL = re.compile(
    r" (?:[^,;]*\b)?(?:were|are|have)(?: (?:been|being|also|\w+ly|not|now|all|each|since|later))* \Z"
)
"""Between one name and a verb of several: `the notes that she gave Ivan Example have been released`."""
_JOINED = re.compile(r"\b(?:and|or|nor|with)\b|[,;&]")
_KIN_OF_NAME = (" brothers", " sisters", " twins", " siblings", " couple", " family", " defendants")
"""Behind a name that several people bear: `the Example brothers were`."""
_NEAR_PARTICIPLE = re.compile(
    r"\A(?:[\s,()\d]|\b(?:of|from|age|aged|and|was|were|is|are|been|be|being|also|later|earlier|then|both|who|each|today|yesterday|had|has|have|already|previously|recently|once|twice|first|now|since|all|remains?|remained|still|currently)\b|\b[A-Z][\w.’'-]*|\b\d[\w-]*)*\Z"
)
_APPOSED_HEAD = re.compile(
    r"(?:, \(?\d{1,3}\)?)?, (?:an?|the) (?:(?!(?:who|whom|whose|which|that|when|and|but|as|said|was|were|is|had|has)\b)[\w’'-]+ ){1,6}\Z"
)
"""Between a name and a participle what it is: `Ivan Example, a teacher held since May`."""
_PREDICATED = re.compile(r" (?:is|was|are|were) (?:the|an?|one of the|among the) (?:[\w’'-]+ ){1,4}\Z")
"""Between a name and a participle of what is said of it: `Ivan Example is the third person exonerated`."""
_ADJUNCT_PARTICIPLE = re.compile(r"(?i)(?:,|\b(?:when|while|once|until|although|and|or|later|then))\s+\Z")
"""A participle clause of its own, whose subject is that of the sentence: `X appeared in court, charged with ...`."""
_AUXILIARIES_ONLY = re.compile(
    r"\A,?(?: (?:was|were|is|are|has|have|had|will|be|been|also|each|both|\w+ly|today|later|earlier|then|since|now))*\s*\Z"
)
_APPOSED_BODY = re.compile(
    r"\A(?: \([A-Z]\w{1,9}\))?, (?:an?|the|one of|which|based|headquartered|located|formerly|owned|part of) (?:(?!\b(?:and|but|said|after|when)\b)[^;:()]){3,140}, (?:(?:was|were|is|are|has|have|had|been|also|today) )*\Z"
)
"""Between a body and its verb what it is: `Example Energy LLC, a company based in Lima, pleaded guilty`."""
_DIRECT = re.compile(
    r"\A(?:,|, \d{1,3},(?: (?:of )?[A-Z][\w .]{2,30},)?|(?:, \(?\d{1,3}\)?)?,? who|, (?:an?|the|his|her) [^,;:]{3,90},)? (?:was|were|is|are|has been|have been|had been)(?: \w+ly| also| later| earlier| then| since| now)* \Z"
)
"""Between a name and the verb of which it is the very subject: also an official or relative so named was charged."""
_DIRECT_PARTICIPLE = re.compile(
    r"\A(?:, (?:\d{1,3}, )?(?:\w+ly )?| (?:was|were|is|are|has been|had been) (?:[\w-]+ ){1,7}and (?:later |then |also )?)\Z"
)
"""The same for a participle of its own: `Lawyer Ann Example, sentenced in the same trial`."""
_UNTAGGED_BESIDE = re.compile(
    r"\b(?:and|with) (?:one |an? [a-z-]+,? )?[A-Z][a-z’-]+(?: [A-Z][a-z’-]+)?(?: \(\w+\))?, (?:(?:who|is|was|now|currently|still|also|presently|both) )*\Z"
)
"""Between a mention and a verb somebody whom no mention stands for: `he and one Sodiq, now [at large]`."""
_DIRECT_PLEA = re.compile(
    r"\A(?:,|, \d{1,3},(?: (?:of )?[A-Z][\w .]{2,30},)?|, who)?(?: (?:has|had|have|also|later|both|\w+ly))* \Z"
)
"""The same for a plea, which has no auxiliary: `his mother, Mira Roe, 66, had admitted theft`."""
_FOR_CLIENT = re.compile(r"[^.;]{0,60}?\b(?:on behalf of|for (?:his|her|their) clients?)\b")
_RECEIVES = frozenset({"sentenced_received", "sentenced_handed"})
_PLEAS = frozenset({"pleaded_guilty", "pleaded_not_guilty"})
_TOLD_OF_ANYBODY = frozenset({"indicted", "sentenced", "convicted", "arrested", "detained", "imprisoned"})
"""What a participle right behind a name says of it, whatever the role: `charged` may be with a task."""
_GOVERNED = re.compile(r"(?i)\b(?:of|for|at|in|by|with|from|against|to)\b(?: [\w.’'-]+){0,4} \Z")
_APPOSED_NOUN = re.compile(r"\A, (?:\d{1,3}, )?(?:an?|the|his|her|their) [^,;]{2,60}\Z")
_HOME_OF_NOUN = re.compile(r"(?i)\b(?:an?|the|one|another) (?:[\w-]+ ){1,4}(?:from|in|at) \Z")
"""Before a name that only places a noun of which a relative clause tells: `a cook from Lima who was sentenced`."""
_WHO = re.compile(
    r"(?i),? (?:both of |each of |all of )?(?:who|whom)\b(?:(?!\b(?:when|while|after|before|because|that|if|as)\b)[^,;]){0,60}\Z"
)
_ANTECEDENT = re.compile(
    r"\b(?P<np>(?:(?i:an?|the|his|her|their|another|some|several|other|one|two|three|four|five|six|\d{1,2}) (?:[\w’'-]+ ){0,5})?(?!\w+sel[fv])[a-z][a-z’'-]+)"
    r"(?: (?:from|in|of|at) [A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)?)?\Z"
)
"""The noun of which a relative clause tells, at its very end."""
_PLACES = re.compile(
    r"(?i)\b(?:(?:in|at|on|near|outside) |(?:of|from) (?!an? |his |her |their |another ))(?:[a-z’'-]+ )*[a-z’'-]+\Z"
)
"""A noun that only places a name: `X of the village who`, and not `the son of a clerk who`."""
_WHO_PLURAL = re.compile(r"(?i),? (?:both |all )?who(?: (?:both|all|each|also))? (?:were|are|have|had|face|pleaded)\b")
_PARTITIVE = re.compile(
    r"(?i)\b(?:one|two|three|four|five|some|several|many|most|none|neither|either|any|half|another) of \Z"
)
"""Before a mention of which only a part is meant: `one of them died`."""
_OBJECT_PRONOUNS = frozenset({"him", "her", "them", "himself", "herself", "themselves"})
_APPOSITION = re.compile(
    r"\A(?!.*, and (?:(?!of |for |to )[\w-]+ ){0,4}\Z)(?:, \d{1,3})?, (?:an? |the |his |her |their )?[a-z][^;]*(?<!and )(?<!or )\Z"
)


def subject_before(trigger: Trigger, cast: Cast) -> Reference | None:
    """Return the subject to the left of the verb: the nearest mention or description that is no object."""
    text, start = cast.annotated.text, cast.sentence(trigger.sentence).span.start
    left = text[start : trigger.span.start]
    who = _WHO.search(left[-80:])
    reach = trigger.span.start - len(left[-80:]) + who.start() if who else trigger.span.start
    described = describe_before(cast, trigger, start, reach)
    if _is_of_speaker(left[-40:]) or (who is not None and _tells_of_another(cast, trigger, described, start, reach)):
        return None
    if who is None and (described is None or described.kind == "opaque") and _has_other_subject(cast, trigger, left):
        return None
    floor = max(start + left.rfind(";") + 1, described.span.start + 1 if described is not None else 0)
    for mention in reversed(cast.mentions[trigger.sentence]):
        if mention.span.end > reach:
            continue
        if mention.span.end <= floor or _leaves_participle(
            trigger, text[mention.span.end : trigger.verb.start], left, who
        ):
            if is_possessive(cast, mention) and mention.span.end > floor:
                continue
            break
        if not is_possessive(cast, mention) and _PARTITIVE.search(
            text, max(start, mention.span.start - 20), mention.span.start
        ):
            return None
        is_inside = described is not None and described.span.overlaps(mention.span)
        is_inside = is_inside and (not mention.entities or _is_opaque(described, mention))
        if is_inside or not _can_be_subject(cast, trigger, mention, reach, is_relative=who is not None):
            continue
        after = text[mention.span.end : trigger.verb.start]
        is_direct = _is_full_name(cast, mention) and _is_direct(trigger, cast, after)
        reference = refer_by(cast, trigger, mention, after, is_direct=is_direct)
        if reference is not None:
            return reference
    return described_subject(cast, trigger, described, left)


def _means_others(mention: Mention, trigger: Trigger, words: str, after: str) -> bool:
    """Tell whether the verb is of several, and the name that ends `words` stands alone, or of somebody whom no mention stands for."""
    is_one = mention.kind == "name" and len(mention.entities) == 1 and trigger.voice != "reduced"
    if is_one and not words.endswith("s") and _is_one_of_several(words[: mention.span.start - mention.span.end], after):
        return True
    return ", " in after and _UNTAGGED_BESIDE.search(after) is not None


def _is_one_of_several(before: str, after: str) -> bool:
    """Tell whether a verb in the plural stands behind a single name that is joined with none: it is not of that name."""
    if " and " in after or " nor " in after or after.startswith(_KIN_OF_NAME) or not _OF_SEVERAL.fullmatch(after):
        return False
    return _JOINED.search(before) is None


def _is_of_speaker(words: str) -> bool:
    """Tell whether the words up to a verb say that the speaker or the hearer did it; most hold no such pronoun."""
    return ("I" in words or "we" in words or "We" in words or "ou" in words) and _OF_SPEAKER.search(words) is not None


def _tells_of_another(cast: Cast, trigger: Trigger, described: Reference | None, start: int, reach: int) -> bool:
    """Tell whether a relative clause is about somebody else than those whom the sentence has spoken of before."""
    if described is None:
        return _has_other_antecedent(cast, trigger, start, reach)
    return described.kind in ("topic", "description") and not said_before(cast, described).isdisjoint(
        described.entities
    )


def _has_other_antecedent(cast: Cast, trigger: Trigger, start: int, reach: int) -> bool:
    """Tell whether a relative clause is about somebody whom no mention stands for: `X worked for a dealer who was convicted`.

    A noun that explains the name before it (`X, a dealer who`) or is said of it (`X is a dealer who`) is no other.
    """
    text = cast.annotated.text
    antecedent = _ANTECEDENT.search(text, max(start, reach - 90), reach)
    if antecedent is None:
        return False
    begins = antecedent.start("np")
    if any(
        m.kind == "description" and m.span.end > begins for m in cast.mentions[trigger.sentence] if m.span.end <= reach
    ):
        return False
    before = text[max(start, begins - 40) : begins]
    if (
        before.endswith((", ", "(", "– ", "— "))
        or PREDICATE.search(before)
        or _PLACES.search(before + antecedent["np"])
    ):
        return False
    return not (before.endswith("and ") and _WHO_PLURAL.match(text, reach))


def _is_opaque(described: Reference | None, mention: Mention) -> bool:
    """Tell whether a description stands for somebody whom the text does not identify, whatever the persons stage took it for."""
    return described is not None and described.kind == "opaque" and mention.kind == "description"


def _is_direct(trigger: Trigger, cast: Cast, after: str) -> bool:
    """Tell whether these words alone part a name and its verb, so that the verb is said of whom they name, whatever the role."""
    if trigger.rule.event in _PLEAS or trigger.rule.id in _RECEIVES:
        is_own = _FOR_CLIENT.match(cast.annotated.text, trigger.span.end) is None
        return is_own and _DIRECT_PLEA.match(after) is not None
    if trigger.voice == "reduced":
        return trigger.rule.event in _TOLD_OF_ANYBODY and _DIRECT_PARTICIPLE.match(after) is not None
    return trigger.voice == "passive" and _DIRECT.match(after) is not None


def _is_full_name(cast: Cast, mention: Mention) -> bool:
    return mention.kind == "name" and " " in mention.span.of(cast.annotated.text)


def _has_other_subject(cast: Cast, trigger: Trigger, left: str) -> bool:
    """Tell whether something that is no person of the text stands as the subject right before the verb."""
    subject = _OTHER_SUBJECT.search(left)
    is_bare = False
    if subject is None:
        subject = _BARE_PLURAL.search(left) or _UNTAGGED.search(left)
        if subject is None and left.endswith(_OF_PLURAL):
            subject = _MANY.search(left)
        is_bare = subject is not None
    if subject is None and trigger.rule.frame == "actor":
        subject = _OTHER_ACTOR.search(left)
    if subject is None:
        return False
    begins = trigger.span.start - len(left) + subject.start("np")
    inside = [m for m in cast.mentions[trigger.sentence] if m.entities and begins <= m.span.start < trigger.span.start]
    # a bare plural or a name may have been taken for a body or a place, and is no less the subject
    return not any(not is_bare or cast.is_candidate(entity) for m in inside for entity in m.entities)


def _leaves_participle(trigger: Trigger, after: str, left: str, who: re.Match[str] | None) -> bool:
    """Tell whether a bare participle stands too far from a mention to be said of it."""
    if trigger.rule.frame != "patient" or trigger.voice != "reduced" or who is not None:
        return False
    return not (
        _NEAR_PARTICIPLE.match(after)
        or _ADJUNCT_PARTICIPLE.search(left)
        or _PREDICATED.match(after)
        or _APPOSED_HEAD.match(after)
    )


def _can_be_subject(cast: Cast, trigger: Trigger, mention: Mention, reach: int, *, is_relative: bool) -> bool:
    """Tell whether the mention stands where a subject does: no possessor, object, apposition or mere modifier."""
    text, start = cast.annotated.text, cast.sentence(trigger.sentence).span.start
    before = text[max(start, mention.span.start - 40) : mention.span.start]
    after = text[mention.span.end : trigger.verb.start]
    is_object = mention.kind == "pronoun" and mention.span.of(text).lower() in _OBJECT_PRONOUNS
    if is_object or is_possessive(cast, mention) or after.count(")") > after.count("("):
        return False
    if _is_in_apposition(cast, trigger, mention) or modifies_noun(cast, mention):
        return False
    if mention.kind == "description" and (
        _explains(cast, trigger, mention) or is_of_closed_clause(text, mention.span, trigger.verb.start)
    ):
        return False
    if is_relative and mention.kind == "name" and _HOME_OF_NOUN.search(before):
        return False
    is_participle = trigger.voice == "reduced" and (trigger.rule.frame == "patient" or after == " ")
    touches = reach - mention.span.end <= 2 and (is_relative or is_participle)
    is_head = trigger.voice == "reduced" and _APPOSED_HEAD.match(after) is not None
    touches = touches or is_head or (is_relative and _APPOSED_NOUN.match(text[mention.span.end : reach]) is not None)
    if not (_may_be_subject(cast, mention, before, after) and (touches or GOVERNS.search(before) is None)):
        return False
    can_differ = ", " in after or " were " in after or " are " in after or " have " in after
    return is_relative or not can_differ or not _means_others(mention, trigger, text[start : mention.span.end], after)


def _explains(cast: Cast, trigger: Trigger, mention: Mention) -> bool:
    """Tell whether a description of somebody whom no name stands for only explains the name before it: `X, the former chief accused of`."""
    is_unnamed = all(cast.people.entities[entity].name is None for entity in mention.entities)
    return is_unnamed and explains_name(cast, trigger, *mention.span)


def _may_be_subject(cast: Cast, mention: Mention, before: str, after: str) -> bool:
    """Tell whether a body stands where a subject does: right before its verb, governed by nothing; people always may."""
    if mention.kind != "name" or cast.people.entities[mention.entities[0]].kind == "person":
        return True
    is_near = _AUXILIARIES_ONLY.match(after) or _APPOSED_BODY.match(after)
    return is_near is not None and _GOVERNED.search(before) is None


def _is_in_apposition(cast: Cast, trigger: Trigger, mention: Mention) -> bool:
    """Tell whether the name only explains the one before it (`X, brother of the singer Y, was arrested`)."""
    text = cast.annotated.text
    if mention.kind != "name" or text[mention.span.end : mention.span.end + 1] != ",":
        return False
    row = cast.mentions[trigger.sentence]
    for other in reversed(row[: row.index(mention)]):
        if other.kind == "name" and any(cast.is_candidate(entity) for entity in other.entities):
            gap = text[other.span.end : mention.span.start]
            return len(gap) < 120 and _APPOSITION.match(gap) is not None and not CLAUSE_VERB.search(gap)
    return False
