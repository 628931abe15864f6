"""What a metric's declaration says, and how its parameters are taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import ibis.expr.types as ir

from sawt.errors import CallError
from sawt.vocabulary import Basis

Rows = Callable[[ir.Table, Mapping[str, Any]], ir.BooleanValue]
_MOST = 1_000_000_000  # no threshold in seconds is longer than thirty years
Shape = Literal["count", "share", "mean", "quantile", "survival", "distinct", "stock"]

# What was read of a contact: every metric over contacts may be asked by it, and then tells of rows.
LABELLED = ("kind", "service_read", "challenge", "sentiment", "urgency", "jurisdiction")
# Groups that every metric may be asked by, where its table has the column.
DIMENSIONS = (
    "month",
    "name",
    "entity",
    "touchpoint",
    "direction",
    "channel",
    "service",
    "hall",
    "queue",
    "language",
    "outcome",
    "purpose",
    "segment",
    *LABELLED,
)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a metric: its default, and the values that it may take (None: any number)."""

    default: Any
    choices: tuple[Any, ...] | None = None
    least: float = 0


@dataclass(frozen=True)
class Metric:
    """A metric. `of` is its population, `hit` the part counted in a share, `value` the measured column.

    `anchor` is the month column that decides to which period a row belongs; `end` names the
    measure of a duration that may still be open (`survival`): see `engine._lasting`.
    """

    id: str
    shape: Shape
    of: Rows
    unit: str
    touchpoints: tuple[str, ...]
    hit: Rows | None = None
    value: str | None = None
    quantile: float = 0.5
    table: str = "contacts"
    anchor: str = "month"
    anchor_name: str = "opened"
    end: Callable[[Mapping[str, Any]], str] | None = None
    version: int = 1
    params: Mapping[str, Parameter] = field(default_factory=dict)
    basis: Basis = "full_count"

    def with_params(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """All parameters, defaults filled in and types made right. Raises CallError."""
        unknown = sorted(set(given) - set(self.params))
        if unknown:
            if not self.params:
                raise CallError("asking.no_params", metric=self.id, name=unknown[0])
            known = ", ".join(sorted(self.params))
            raise CallError("asking.unknown_param", metric=self.id, name=unknown[0], known=known)
        return {name: _taken(self.id, name, p, given.get(name, p.default)) for name, p in self.params.items()}


def _taken(metric: str, name: str, parameter: Parameter, given: Any) -> Any:
    if parameter.choices is not None:
        for choice in parameter.choices:
            if str(choice).lower() == str(given).lower():
                return choice
        allowed = ", ".join(str(choice) for choice in parameter.choices)
        raise CallError("asking.bad_param", metric=metric, name=name, given=str(given), allowed=allowed)
    if isinstance(parameter.default, str):
        return str(given)
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = float("nan")
    if not parameter.least <= number <= _MOST:
        allowed = f"{parameter.least:g} – {_MOST:,}"
        raise CallError("asking.bad_param", metric=metric, name=name, given=str(given), allowed=allowed)
    return int(number) if number.is_integer() else number
