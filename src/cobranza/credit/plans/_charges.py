"""What is paid besides principal and interest: fees, insurance, and IVA by its source."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import CreditError
from cobranza.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Charge", "IvaShare", "as_iva"]

_ZERO: Final = Decimal(0)


def _amount(value: Decimal | int | str) -> Decimal:
    return to_decimal(value, name="amount")


def _share(value: Decimal | int | str) -> Decimal:
    return to_decimal(value, name="share")


def _rate(value: Decimal | int | str) -> Decimal:
    return to_decimal(value, name="iva")


def _weight(value: Decimal | int | str) -> Decimal:
    return to_decimal(value, name="weight")


def _not_negative(_record: object, field: attrs.Attribute[Decimal], value: Decimal) -> None:
    if value < 0:
        raise CreditError(f"{field.name} is {value}, expected 0 or more")


def _fraction(_record: object, field: attrs.Attribute[Decimal], value: Decimal) -> None:
    if not 0 <= value < 1:
        raise CreditError(f"{field.name} is {value}, expected 0 or more and below 1, as in 0.16")


@attrs.frozen(kw_only=True)
class Charge:
    """A fee or an insurance premium: an `amount`, a `share`, or both together.

    It is paid with every instalment, its share being of the balance with which the period opens;
    or, with `at_opening`, once on the day of the loan, its share being of the principal. Amounts
    are without IVA, which is `iva` times them. Each is rounded on its own.

    >>> Charge(name="Comisión por apertura", share="0.05", iva="0.16", at_opening=True).iva
    Decimal('0.16')

    Raises:
        CreditError: a figure is negative, or `iva` is not below 1.
    """

    name: str
    amount: Decimal = attrs.field(default=_ZERO, converter=_amount, validator=_not_negative)
    share: Decimal = attrs.field(default=_ZERO, converter=_share, validator=_not_negative)
    iva: Decimal = attrs.field(default=_ZERO, converter=_rate, validator=_fraction)
    insurance: bool = False
    at_opening: bool = False


@attrs.frozen(kw_only=True)
class IvaShare:
    """A part of the debt whose interest bears one rate of IVA.

    Interest follows the rate of the sale that is owed: that on a sale at 16 % bears 16 %, that on
    one at 0 % bears none. `weight` is the part's amount, or any number in proportion to it.

    Source: LIVA, article 12.

    >>> IvaShare(rate="0.16", weight="75000").rate
    Decimal('0.16')

    Raises:
        CreditError: the rate or the weight is negative, or the rate is not below 1.
    """

    rate: Decimal = attrs.field(converter=_rate, validator=_fraction)
    weight: Decimal = attrs.field(converter=_weight, validator=_not_negative)


def as_iva(given: Decimal | int | str | Iterable[IvaShare]) -> tuple[IvaShare, ...]:
    """Read one rate or several as shares.

    Raises:
        CreditError: a rate is negative or not below 1, or no share weighs anything.
    """
    if isinstance(given, (Decimal, int, str, float)):
        return (IvaShare(rate=to_decimal(given, name="iva"), weight=Decimal(1)),)
    shares = tuple(given)
    if not any(share.weight for share in shares):
        raise CreditError("iva has no share that weighs anything, expected one at least")
    return shares
