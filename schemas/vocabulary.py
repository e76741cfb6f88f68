"""The closed sets of values that records use, in the field's own words.

Each is a `Literal`, so that the model, the column's comment, the expectation and the data dictionary
take their value set from one place. `EVENT_LADDER` is the order in which a case proceeds.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

DocumentFormat = Literal["html", "text"]

EventType = Literal[
    "investigated",
    "wanted",
    "arrested",
    "detained",
    "bail_denied",
    "bail_granted",
    "charged",
    "indicted",
    "extradition_requested",
    "extradited",
    "arraigned",
    "trial",
    "pleaded_not_guilty",
    "pleaded_guilty",
    "acquitted",
    "dismissed",
    "convicted",
    "sentenced",
    "fined",
    "appealed",
    "overturned",
    "imprisoned",
    "commuted",
    "paroled",
    "released",
    "pardoned",
    "exchanged",
    "deported",
    "executed",
    "died",
]
EVENT_LADDER: Final[tuple[EventType, ...]] = get_args(EventType)
"""Event types from the earliest stage of a case to the last; `status` is the furthest actual one."""

Modality = Literal["actual", "scheduled", "hypothetical", "denied"]

ChargeStage = Literal["alleged", "charged", "pleaded_guilty", "convicted", "acquitted", "dismissed"]

PenaltyKind = Literal[
    "imprisonment",
    "life",
    "death",
    "probation",
    "supervised_release",
    "house_arrest",
    "community_service",
    "fine",
    "restitution",
    "forfeiture",
]

Comparator = Literal["=", ">", ">=", "<", "<=", "~"]

AmountRole = Literal["loss", "proceeds", "bribe", "laundered", "bail", "other"]

ClaimType = Literal["direct", "indirect", "mixed"]

Polarity = Literal["asserts", "denies", "alleges", "predicts", "intends", "requests"]
