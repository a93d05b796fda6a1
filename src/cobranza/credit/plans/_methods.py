"""How a loan is paid back, as data: what is level, what is given, and what is left to the end.

Every method is one mechanism. An instalment either pays a given or solved amount of principal, or
pays a given or solved amount of interest and principal together, or pays interest alone; and the
last one pays what is left.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.errors import CreditError
from cobranza.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "AMERICAN",
    "BULLET",
    "FRENCH",
    "GERMAN",
    "Method",
    "balloon",
    "fixed_payment",
    "given_payments",
    "given_principals",
]


@attrs.frozen(kw_only=True)
class Method:
    """One way of paying back.

    `level` names what each instalment has the same of: its whole `payment` (interest and
    principal), its `principal`, or nothing (`None`: principal comes at the end). `amounts` gives
    those figures instead of solving them, one for each instalment that pays principal, or one that
    `repeats`. `balloon` is the principal that is left for the last instalment, on top of its own.
    With `single` there is one instalment at the end, with the simple interest of the whole term.

    >>> GERMAN.level, balloon("50000").balloon
    ('principal', Decimal('50000'))
    """

    name: str
    level: Literal["payment", "principal"] | None
    amounts: tuple[Decimal, ...] = ()
    repeats: bool = False
    balloon: Decimal = Decimal(0)
    single: bool = False


FRENCH: Final = Method(name="french", level="payment")
"""Equal payments of interest and principal."""
GERMAN: Final = Method(name="german", level="principal")
"""Equal principal, and interest on what is left."""
AMERICAN: Final = Method(name="american", level=None)
"""Interest alone, and the principal with the last instalment."""
BULLET: Final = Method(name="bullet", level=None, single=True)
"""Principal and simple interest in one payment at the end."""


def balloon(amount: Decimal | int | str, *, of: Method = FRENCH) -> Method:
    """Leave an amount of principal to the last instalment, and pay back the rest as `of` does.

    >>> balloon("600", of=GERMAN).name
    'german with balloon'

    Raises:
        CreditError: the amount is negative, or `of` has nothing to level.
    """
    left = _checked(amount, "balloon")
    if of.level is None or of.amounts:
        raise CreditError(f"balloon of {of.name}, expected of FRENCH or GERMAN")
    return attrs.evolve(of, name=f"{of.name} with balloon", balloon=left)


def given_principals(amounts: Iterable[Decimal | int | str]) -> Method:
    """Give the principal of each instalment; they must sum to the loan.

    Where interest was capitalized, the last one pays what is left, at most its own amount.

    >>> given_principals(["500", "700"]).amounts
    (Decimal('500'), Decimal('700'))

    Raises:
        CreditError: an amount is negative, or there is none.
    """
    return Method(name="given principals", level="principal", amounts=_all(amounts, "principals"))


def given_payments(amounts: Iterable[Decimal | int | str]) -> Method:
    """Give what each instalment pays of interest and principal; the last one at most that.

    It may be more by a unit for each instalment, which is what roundings come to.

    >>> given_payments(["500", "720"]).level
    'payment'

    Raises:
        CreditError: an amount is negative, or there is none.
    """
    return Method(name="given payments", level="payment", amounts=_all(amounts, "payments"))


def fixed_payment(amount: Decimal | int | str) -> Method:
    """Pay the same amount of interest and principal until nothing is left, which ends the plan.

    The number of periods is then the most that there may be.

    >>> fixed_payment("500").repeats
    True

    Raises:
        CreditError: the amount is negative.
    """
    paid = _checked(amount, "payment")
    return Method(name="fixed payment", level="payment", amounts=(paid,), repeats=True)


def _all(amounts: Iterable[Decimal | int | str], name: str) -> tuple[Decimal, ...]:
    found = tuple(_checked(amount, f"{name}[{place}]") for place, amount in enumerate(amounts))
    if not found:
        raise CreditError(f"{name} has none, expected one amount at least")
    return found


def _checked(amount: Decimal | int | str, name: str) -> Decimal:
    value = to_decimal(amount, name=name)
    if value < 0:
        raise CreditError(f"{name} is {value}, expected 0 or more")
    return value
