"""A table and its columns, and how a model's field becomes a column.

`field_column` takes type, nullability, value set, bounds, pattern and description from the pydantic field, so
that each is written once. The tables themselves stand in `schemas/tables.py`.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

import annotated_types

from schemas.errors import ConfigError

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

SqlType = Literal["VARCHAR", "VARCHAR[]", "INTEGER", "INTEGER[]", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"]

_SQL_TYPES: dict[Any, SqlType] = {str: "VARCHAR", int: "INTEGER", float: "DOUBLE", bool: "BOOLEAN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its SQL type, and what its values promise."""

    name: str
    type: SqlType
    description: str
    nullable: bool = False
    value_set: tuple[str, ...] = ()
    pattern: str | None = None
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    min_length: int | None = None

    @property
    def is_list(self) -> bool:
        """Tell whether a cell holds several values."""
        return self.type.endswith("[]")


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values stand as the key of another table."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: what a row is, its columns, key and references."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    is_extracted: bool = False
    """Whether its rows come from `schemas.rows.rows_of`, and go when their article goes."""

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def optional_columns(self) -> tuple[Column, ...]:
        """Columns whose emptiness says how complete the rows are: nullable or lists, not derived from another column."""
        return tuple(
            column
            for column in self.columns
            if (column.nullable or column.is_list)
            and not column.name.endswith(("_earliest", "_latest"))
            and column.name != "skipped"  # filled is no virtue: the reason why an article was not mined
        )

    def column(self, name: str) -> Column:
        """Return the column `name`; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def field_column(model: type[BaseModel], field: str, name: str | None = None, **changes: Any) -> Column:  # noqa: ANN401 - any attribute of Column
    """Return the column that `model.field` becomes, named `name` where the row needs a fuller name.

    Raises:
        ConfigError: The field has no description, or a type that has no column.
    """
    info = model.model_fields[field]
    annotation, nullable = _without_none(info.annotation)
    if not info.description:
        raise ConfigError(f"{model.__name__}.{field} has no description")
    value_set: tuple[str, ...] = ()
    sql_type: SqlType
    if get_origin(annotation) is Literal:
        value_set, sql_type = get_args(annotation), "VARCHAR"
    elif get_origin(annotation) is tuple and get_args(annotation)[0] is str:
        sql_type = "VARCHAR[]"
    elif annotation in _SQL_TYPES:
        sql_type = _SQL_TYPES[annotation]
    else:
        raise ConfigError(f"{model.__name__}.{field}: no column type for {annotation}")
    column = Column(
        name=name or field,
        type=sql_type,
        description=info.description,
        nullable=nullable,
        value_set=value_set,
        **_bounds(info),
    )
    return replace(column, **changes)


def _without_none(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401 - annotations are anything
    """Return the annotation without `| None`, and whether it had it."""
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [arg for arg in get_args(annotation) if arg is not type(None)]
        if len(rest) == 1:
            return rest[0], True
    return annotation, False


def _bounds(info: FieldInfo) -> dict[str, Any]:
    """Return the bounds, pattern and least length that the field states."""
    found: dict[str, Any] = {}
    for item in info.metadata:
        match item:
            case annotated_types.Ge(ge=bound):
                found["at_least"] = bound
            case annotated_types.Gt(gt=bound):
                found["above"] = bound
            case annotated_types.Le(le=bound):
                found["at_most"] = bound
            case annotated_types.MinLen(min_length=length):
                found["min_length"] = length
            case _ if getattr(item, "pattern", None):
                found["pattern"] = item.pattern
    return found
