"""A limit as it was granted: how much on which day, until when, on what terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from cobranza.credit.limits._checks import check_amount, check_count, check_text
from cobranza.errors import CreditError
from cobranza.money import precise

__all__ = ["Limit"]

_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class Limit:
    """The credit limit of one account or group.

    `temporary` comes on top of `amount` up to and including `temporary_until`; then the limit is
    `amount` again. It holds from `valid_from` to `valid_until`, both included, and is to be
    reviewed by `review_on`.

    >>> limit = Limit(
    ...     customer="XIA190128J61",
    ...     risk_class="B",
    ...     currency="MXN",
    ...     amount=Decimal(100_000),
    ...     temporary=Decimal(40_000),
    ...     temporary_until=date(2026, 12, 31),
    ...     terms_days=30,
    ...     valid_from=date(2026, 11, 1),
    ... )
    >>> limit.granted(date(2026, 12, 31)), limit.granted(date(2027, 1, 1))
    (Decimal('140000'), Decimal('100000'))

    Raises:
        CreditError: an amount is negative, a temporary part has no last day or a last day has no
            temporary part, or the limit ends before it begins.
    """

    customer: str = attrs.field(validator=check_text)
    risk_class: str = attrs.field(validator=check_text)
    currency: str
    amount: Decimal = attrs.field(validator=check_amount)
    temporary: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    temporary_until: date | None = None
    terms_days: int = attrs.field(validator=check_count)
    valid_from: date
    valid_until: date | None = None
    review_on: date | None = None

    def __attrs_post_init__(self) -> None:
        if bool(self.temporary) is not (self.temporary_until is not None):
            raise CreditError(
                f"temporary_until is {self.temporary_until}, expected a day for a temporary "
                f"{self.temporary} and none without"
            )
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise CreditError(f"valid_until is {self.valid_until}, expected {self.valid_from} on")

    def temporary_on(self, day: date) -> Decimal:
        """Give the temporary part on a day: zero once it has ended."""
        until = self.temporary_until
        return self.temporary if until is not None and day <= until else _ZERO

    def granted(self, day: date) -> Decimal:
        """Give the amount on a day, with the temporary part; whether the limit holds is apart."""
        with precise():
            return self.amount + self.temporary_on(day)

    def is_valid(self, day: date) -> bool:
        """Tell whether the limit holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
