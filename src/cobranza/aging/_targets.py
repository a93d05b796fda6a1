"""Targets of a scorecard: data, from a mapping or a TOML file."""

from __future__ import annotations

import operator
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._frozen import FrozenDict
from cobranza.aging._figures import READINGS
from cobranza.errors import CobranzaError, SourceError
from cobranza.money import to_decimal

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["TARGETS", "Comparison", "Target", "read_targets", "targets_of"]


class Comparison(StrEnum):
    """What a value must be, beside the limit of its target."""

    ABOVE = "above"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"

    @property
    def sign(self) -> str:
        """How it is written before the limit.

        >>> Comparison.AT_LEAST.sign
        '≥'
        """
        return _SIGNS[self]


_SIGNS: Final[Mapping[Comparison, str]] = {
    Comparison.ABOVE: ">",
    Comparison.AT_LEAST: "\N{GREATER-THAN OR EQUAL TO}",
    Comparison.AT_MOST: "\N{LESS-THAN OR EQUAL TO}",
    Comparison.BELOW: "<",
}

_COMPARE: Final[Mapping[Comparison, Callable[[Decimal, Decimal], bool]]] = {
    Comparison.ABOVE: operator.gt,
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
    Comparison.BELOW: operator.lt,
}


def _check_metric(_target: object, _field: object, metric: str) -> None:
    if metric not in READINGS:
        raise CobranzaError(f"metric is {metric!r}, expected one of {', '.join(READINGS)}")


def _options(given: Mapping[str, object]) -> FrozenDict[str | int]:
    options: dict[str, str | int] = {}
    for name, value in given.items():
        if not isinstance(value, str) and type(value) is not int:
            raise CobranzaError(f"option {name} is {value!r}, expected text or a whole number")
        options[name] = value
    return FrozenDict(options)


@attrs.frozen(kw_only=True)
class Target:
    """What one metric should be: `metric` is its key in `METRICS`.

    `options` are the arguments of the function that computes it, such as `months`, or the `of` and
    `by` of a recovery rate.

    >>> from decimal import Decimal
    >>> target = Target(metric="overdue_share", comparison=Comparison.BELOW, limit=Decimal("0.1"))
    >>> target.met_by(Decimal("0.0999")), target.met_by(Decimal("0.1"))
    (True, False)

    Raises:
        CobranzaError: the metric is none that a scorecard can hold, or an option is unknown or
            missing.
    """

    metric: str = attrs.field(validator=_check_metric)
    comparison: Comparison
    limit: Decimal
    options: Mapping[str, str | int] = attrs.field(factory=dict[str, str | int], converter=_options)

    def __attrs_post_init__(self) -> None:
        reading = READINGS[self.metric]
        for name in reading.needs:
            if name not in self.options:
                raise CobranzaError(f"target of {self.metric} has no {name!r}, which it needs")
        for name in self.options:
            if name not in (*reading.needs, *reading.takes):
                known = ", ".join((*reading.needs, *reading.takes)) or "none"
                raise CobranzaError(f"option of {self.metric} is {name!r}, expected {known}")

    @property
    def higher_is_better(self) -> bool:
        """Tell in which direction the value improves."""
        return self.comparison in (Comparison.ABOVE, Comparison.AT_LEAST)

    def met_by(self, value: Decimal) -> bool:
        """Tell whether a value meets the target."""
        return _COMPARE[self.comparison](value, self.limit)


def targets_of(table: Mapping[str, Mapping[str, Decimal | int | str]]) -> tuple[Target, ...]:
    """Read targets from a mapping: metric to comparison and limit, and to options of the metric.

    Raises:
        CobranzaError: a metric is unknown, or has no comparison or more than one, an option it does
            not take, or none of those it needs.
        TypeError: a limit is a float.

    >>> (target,) = targets_of({"dso_count_back": {"below": "30", "months": 6}})
    >>> target.comparison.value, target.limit, dict(target.options)
    ('below', Decimal('30'), {'months': 6})
    """
    return tuple(_target(metric, settings) for metric, settings in table.items())


def read_targets(path: str | PathLike[str]) -> tuple[Target, ...]:
    """Read targets from a TOML file with one table for each metric, as in `targets_of`.

    ```toml
    [recovery_rate]
    at_least = 0.95
    of = "due_in_period"
    by = "payments"
    ```

    Raises:
        SourceError: the file cannot be read, is no TOML, or holds what `targets_of` refuses.
    """
    try:
        tables = tomllib.loads(Path(path).read_text("utf-8"), parse_float=Decimal)
        for metric, settings in tables.items():
            if not isinstance(settings, dict):
                raise CobranzaError(f"{metric} is {settings!r}, expected a table")
        return targets_of(tables)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    except (TypeError, ValueError) as error:
        raise SourceError(f"{path}: {error}") from error


def _target(metric: str, settings: Mapping[str, Decimal | int | str]) -> Target:
    given = dict(settings)
    comparisons = [Comparison(name) for name in Comparison if name in given]
    if len(comparisons) != 1:
        raise CobranzaError(
            f"target of {metric} has {len(comparisons)} limits, "
            f"expected one of {', '.join(Comparison)}"
        )
    (comparison,) = comparisons
    limit = to_decimal(given.pop(comparison), name=f"{comparison} of {metric}")
    return Target(metric=metric, comparison=comparison, limit=limit, options=given)


TARGETS: Final = targets_of(
    {
        "current_share": {"at_least": "0.90"},
        "overdue_share": {"below": "0.10"},
        "recovery_rate": {"at_least": "0.95", "of": "due_in_period", "by": "payments"},
        "dso_count_back": {"below": 30},
        "follow_ups_on_time": {"at_least": 1},
    }
)
"""90 % current, under 10 % overdue, 95 % recovered, DSO under 30 days, all follow-ups on time."""
