"""Linear-chain CRFs: the taggers, and which features their weights know.

A tagger spends its time on turning features into strings of C and looking them up. So the makers of features are given an
`Encode`: `known_features` of a model keeps only what has a weight there, once per distinct word where that is enough,
which changes no label and no probability. For training every feature counts (`every_feature`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Hashable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar

import pycrfsuite

if TYPE_CHECKING:
    from pathlib import Path

_Key = TypeVar("_Key", bound=Hashable)

Encode = Callable[[str], bytes | None]
"""From a feature to its bytes, none when no weight depends on it."""

_CHUNKS = struct.Struct("<4sI4s9I")
_NAMES = struct.Struct("<4s5I")
_RECORD = struct.Struct("<II")


_MOST_KEYS = 100_000
"""Keys whose features are kept, so that an archive of odd words costs no more than this."""


class FeatureMemo(dict[_Key, tuple[bytes, ...]], Generic[_Key]):
    """From a key to the features that `make` gives it, those that `encode` knows; made once per key."""

    def __init__(self, encode: Encode, make: Callable[[_Key], Iterable[str]]) -> None:
        """Begin with no key seen."""
        super().__init__()
        self._encode = encode
        self._make = make

    def __missing__(self, key: _Key) -> tuple[bytes, ...]:
        """Make the features of a new key."""
        if len(self) >= _MOST_KEYS:
            self.clear()
        found = self[key] = keep_known(self._encode, self._make(key))
        return found


def keep_known(encode: Encode, features: Iterable[str]) -> tuple[bytes, ...]:
    """Return the features that `encode` knows, in their order."""
    return tuple([known for feature in features if (known := encode(feature))])


def every_feature(feature: str) -> bytes | None:
    """Return the bytes of any feature."""
    return feature.encode()


@cache
def load_tagger(model: Path) -> pycrfsuite.Tagger:
    """Return the tagger with the weights in the file `model`."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    return tagger


@cache
def known_features(*models: Path) -> Encode:
    """Return what encodes the features that one of the models has weights for, and drops the others."""
    return {name.decode(): name for model in models for name in _read_attributes(model.read_bytes())}.get


def _read_attributes(content: bytes) -> list[bytes]:
    """Return the names of the features in a model file of CRFsuite (its `crf1d_model.c` and `cqdb.c`).

    The header of the file says where the table of names begins; that table ends with an array of the offsets of its records,
    each a number, the length of the name with the zero behind it, and the name.
    """
    table = _CHUNKS.unpack_from(content)[9]
    *_, count, offsets = _NAMES.unpack_from(content, table)
    names = []
    for offset in struct.unpack_from(f"<{count}I", content, table + offsets):
        begin = table + offset + _RECORD.size
        length = _RECORD.unpack_from(content, table + offset)[1]
        names.append(content[begin : begin + length - 1])
    return names
