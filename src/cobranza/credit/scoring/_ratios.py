"""Financial ratios from statements, each with its value or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._frozen import FrozenDict
from cobranza.credit.scoring._ratio_table import RATIOS, RatioDefinition, RatioGroup
from cobranza.credit.scoring._values import ZERO, of_fraction
from cobranza.errors import CreditError
from cobranza.money import precise

if TYPE_CHECKING:
    from cobranza.credit.scoring._statements import Statements

__all__ = ["Ratio", "RatioReason", "Sum", "ratios"]

YEAR: Final = 12
_DAYS: Final = 365


class RatioReason(StrEnum):
    """Why a ratio has no value."""

    MISSING = "missing"  # a line is unknown; `missing` says which
    NOT_A_YEAR = "not_a_year"  # the statements are not of twelve months
    NOT_POSITIVE = "not_positive"  # the denominator is zero or negative


@attrs.frozen(kw_only=True)
class Ratio:
    """One ratio of one customer: a value, or the reason why there is none.

    `inputs` are the lines that it is computed from, as given, and `missing` those that are unknown;
    lines of the year before are called `previous.revenue` and the like.
    """

    key: str
    value: Decimal | None
    reason: RatioReason | None
    inputs: Mapping[str, Decimal]
    missing: tuple[str, ...]

    @property
    def definition(self) -> RatioDefinition:
        """Its formula, unit, names and source."""
        return RATIOS[self.key]


@attrs.frozen(kw_only=True)
class Sum:
    """A sum of lines of statements: `value` is whole only where nothing is `missing`."""

    value: Decimal
    inputs: Mapping[str, Decimal]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, formula: str, statements: Statements) -> Sum:
        """Add up what a formula such as `current_assets - inventories` names."""
        words = ("+", *formula.split())
        value, inputs, missing = ZERO, dict[str, Decimal](), list[str]()
        with precise():
            for sign, name in zip(words[::2], words[1::2], strict=True):
                line = statements.line(name)
                if line is None:
                    missing.append(name)
                else:
                    inputs[name] = line
                    value = value + line if sign == "+" else value - line
        return cls(value=value, inputs=FrozenDict(inputs), missing=tuple(missing))


def ratios(statements: Statements, previous: Statements | None = None) -> Mapping[str, Ratio]:
    """Compute every ratio of `RATIOS`, in its order, from balances at the end of the period.

    Shares and growth are fractions, 0.10 is 10 %; results have 28 significant digits. `previous`
    are the statements of a year before; without them growth has no value. Receivables and payables
    include IVA where revenue and costs do not, so that in Mexico days outstanding come out longer
    than they are: compare them between customers, not with terms.

    Raises:
        CreditError: `previous` is in another currency, covers another number of months, or is not
            of the same month a year before.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.credit.scoring import Statements
    >>> found = ratios(
    ...     Statements(
    ...         date=date(2025, 12, 31),
    ...         currency="MXN",
    ...         audited=False,
    ...         current_assets=Decimal(300),
    ...         current_liabilities=Decimal(200),
    ...         equity=Decimal(-50),
    ...         net_profit=Decimal(10),
    ...     )
    ... )
    >>> found["current_ratio"].value, found["current_ratio"].definition.formula
    (Decimal('1.5'), 'current_assets / current_liabilities')
    >>> found["quick_ratio"].value, found["quick_ratio"].missing
    (None, ('inventories',))
    >>> found["return_on_equity"].reason.value
    'not_positive'
    """
    if previous is not None:
        _check_previous(statements, previous)
    return FrozenDict(
        {
            key: _growth(each, statements, previous)
            if each.group is RatioGroup.GROWTH
            else _ratio(each, statements)
            for key, each in RATIOS.items()
        }
    )


def _ratio(definition: RatioDefinition, statements: Statements) -> Ratio:
    above = Sum.of(definition.numerator, statements)
    inputs, missing = dict(above.inputs), above.missing
    value: Decimal | None = above.value
    reason: RatioReason | None = None
    if definition.denominator is not None:
        below = Sum.of(definition.denominator, statements)
        inputs |= below.inputs
        missing += below.missing
        value = _quotient(above.value, below.value, _factor(definition, statements))
        reason = RatioReason.NOT_POSITIVE if value is None else None
    if definition.yearly and statements.months != YEAR:
        reason = RatioReason.NOT_A_YEAR
    if missing:
        reason = RatioReason.MISSING
    return Ratio(
        key=definition.key,
        value=value if reason is None else None,
        reason=reason,
        inputs=FrozenDict(inputs),
        missing=tuple(dict.fromkeys(missing)),
    )


def _growth(
    definition: RatioDefinition, statements: Statements, previous: Statements | None
) -> Ratio:
    line = definition.numerator
    now = statements.line(line)
    before = None if previous is None else previous.line(line)
    value: Decimal | None = None
    reason: RatioReason | None = RatioReason.MISSING
    if now is not None and before is not None:
        value = None if before <= 0 else of_fraction(Fraction(now) / Fraction(before) - 1)
        reason = RatioReason.NOT_POSITIVE if value is None else None
    lines = {line: now, f"previous.{line}": before}
    return Ratio(
        key=definition.key,
        value=value,
        reason=reason,
        inputs=FrozenDict({name: each for name, each in lines.items() if each is not None}),
        missing=tuple(name for name, each in lines.items() if each is None),
    )


def _factor(definition: RatioDefinition, statements: Statements) -> Fraction:
    return Fraction(_DAYS * statements.months, YEAR) if definition.in_days else Fraction(1)


def _quotient(above: Decimal, below: Decimal, factor: Fraction) -> Decimal | None:
    return of_fraction(Fraction(above) / Fraction(below) * factor) if below > 0 else None


def _check_previous(statements: Statements, previous: Statements) -> None:
    if previous.currency != statements.currency:
        raise CreditError(
            f"previous statements are in {previous.currency}, expected {statements.currency}"
        )
    if previous.months != statements.months:
        raise CreditError(
            f"previous statements cover {previous.months} months, expected {statements.months}"
        )
    day, before = statements.date, previous.date
    if (before.year, before.month) != (day.year - 1, day.month):
        raise CreditError(
            f"previous statements are of {before}, expected {day.year - 1}-{day.month:02}"
        )
