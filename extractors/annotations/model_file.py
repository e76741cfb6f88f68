"""Model files of CRFsuite as numbers (the format of its `crf1d_model.c` and `cqdb.c`)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from extractors.annotations.chain import Chain

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_HEADER = struct.Struct("<4sI4s9I")
_WEIGHTS = struct.Struct("<4s2I")
_WEIGHT = np.dtype([("is_transition", "<u4"), ("feature", "<u4"), ("label", "<u4"), ("weight", "<f8")])
_NAMES = struct.Struct("<4s5I")
_NAME = struct.Struct("<2I")


@dataclass(frozen=True, slots=True, eq=False)
class ModelFile:
    """A trained CRF: its labels, its features, and the weights that tie them.

    A row of `weights` has the numbers of a feature and of a label, counted from 0, and their `weight`; where
    `is_transition` is 1, `feature` is the number of the label before.
    """

    chain: Chain
    features: tuple[str, ...]
    weights: NDArray[np.void]


def read_model(path: Path) -> ModelFile:
    """Return what the model file at `path` holds."""
    content = path.read_bytes()
    _, _, _, _, _, _, _, at, label_names, feature_names, _, _ = _HEADER.unpack_from(content)
    count = _WEIGHTS.unpack_from(content, at)[2]
    at += _WEIGHTS.size
    weights = np.frombuffer(content, _WEIGHT, count, at)
    labels = _read_names(content, label_names)
    transitions = np.zeros((len(labels), len(labels)))
    rows = weights[weights["is_transition"] == 1]
    transitions[rows["feature"], rows["label"]] = rows["weight"]
    return ModelFile(Chain(labels, transitions), _read_names(content, feature_names), weights)


def _read_names(content: bytes, table: int) -> tuple[str, ...]:
    """Return the names of the table that begins at `table`, by their numbers.

    It ends with an array of the offsets of its records, each a number, the length of the name with the zero behind it,
    and the name.
    """
    *_, count, offsets = _NAMES.unpack_from(content, table)
    names = []
    for offset in struct.unpack_from(f"<{count}I", content, table + offsets):
        begin = table + offset + _NAME.size
        length = _NAME.unpack_from(content, table + offset)[1]
        names.append(content[begin : begin + length - 1].decode())
    return tuple(names)
