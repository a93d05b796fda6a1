"""Terms of payment as data, and the dates and amounts that follow from them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.calendars import Calendar, Roll, Weekday
from cobranza.errors import LedgerError
from cobranza.ledger.documents import check_amount
from cobranza.money import allocate, decimals, decimals_of, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EarlyPayment", "EndOfMonth", "Installment", "TermPart", "Terms"]

_MAX_DAYS: Final = 3660
_MAX_MONTHS: Final = 120
_LAST_OF_MONTH: Final = 31
_HUNDRED: Final = Decimal(100)
_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)
_WEEKENDS: Final = Calendar()


class EndOfMonth(StrEnum):
    """Which way a credit of days and the end of a month go together.

    Both are in use under the same words, and they differ: 45 days from an invoice of 5 October are
    30 November one way (19 November, then the end of that month) and 15 December the other (from
    31 October on).

    Source: CEPC (Commission d'examen des pratiques commerciales, France), «Délais de paiement: sur
    la computation des délais», which admits both; the American "EOM dating" is `BEFORE_DAYS`.
    """

    AFTER_DAYS = "after_days"  # the days are counted first: "30 días fin de mes"
    BEFORE_DAYS = "before_days"  # the days run from the end of the month: "fin de mes + 30 días"


@attrs.frozen(kw_only=True)
class Installment:
    """One part of a debt and the last day on which its payment is on time.

    >>> Installment(due=date(2026, 4, 1), amount=Decimal("1160.00")).due
    datetime.date(2026, 4, 1)
    """

    due: date
    amount: Decimal


@attrs.frozen(kw_only=True)
class TermPart:
    """The credit of one instalment, and how large it is in proportion to the others.

    >>> TermPart(days=30), TermPart(months=1, weight=Decimal("0.5")).weight
    (TermPart(days=30, months=0, weight=Decimal('1')), Decimal('0.5'))

    Raises:
        TypeError: `days` or `months` is not an int, or `weight` is not a Decimal.
        LedgerError: `days` is not within 0 to 3660, `months` within 0 to 120, or `weight` above 0.
        MoneyError: `weight` is not finite or has more than 18 integer digits.
    """

    days: int = 0
    months: int = 0
    weight: Decimal = _ONE

    def __attrs_post_init__(self) -> None:
        _check_whole(self.days, "days", 0, _MAX_DAYS)
        _check_whole(self.months, "months", 0, _MAX_MONTHS)
        check_amount(self.weight, "weight")
        if self.weight <= 0:
            raise LedgerError(f"weight is {self.weight}, expected a decimal above 0")


@attrs.frozen(kw_only=True)
class EarlyPayment:
    """A discount for paying within some days (pronto pago): `percent` of the total, 2 for 2 %.

    >>> EarlyPayment(percent=Decimal(2), days=10).days
    10

    Raises:
        TypeError: `percent` is not a Decimal, or `days` is not an int.
        LedgerError: `percent` is not above 0 and up to 100, or `days` is not within 0 to 3660.
        MoneyError: `percent` is not finite.
    """

    percent: Decimal
    days: int

    def __attrs_post_init__(self) -> None:
        _check_whole(self.days, "days", 0, _MAX_DAYS)
        check_amount(self.percent, "percent")
        if not 0 < self.percent <= _HUNDRED:
            raise LedgerError(f"percent is {self.percent}, expected above 0 and up to 100")


def _days_of_month(days: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(days)))


def _weekdays(days: Iterable[int]) -> tuple[Weekday, ...]:
    return tuple(sorted(set(map(Weekday, days))))


@attrs.frozen(kw_only=True, repr=False)
class Terms:
    """When an invoice is to be paid, and what paying early is worth.

    A date follows from these steps, in this order; each is skipped unless it is asked for:

    1. Credit runs from the date of issue. With `from_receipt` or `review_days` it runs from the day
       on which the customer received the invoice (the date of its contra-recibo); while that day is
       not known it is estimated as the next of the `review_days` on or after the issue, or the next
       business day after it when that is a holiday. Without `review_days` the estimate is the
       first business day on or after the issue. Nothing runs from before the issue.
    2. `months` later: the same day of that month, or its last where there is none.
    3. `end_of_month=EndOfMonth.BEFORE_DAYS`: to the last day of the month.
    4. `days` later: calendar days, or business days with `business_days`.
    5. `end_of_month=EndOfMonth.AFTER_DAYS`: to the last day of the month.
    6. `fixed_days`: to the next of these days of the month; 31 is the last day of any month.
    7. `payment_days`: to the next of these days of the week.
    8. `roll`: off weekends and holidays, but never to before the day that credit runs from: then
       to the next business day.

    "Next" includes the day itself. `parts` make instalments, each with days and months of its own
    instead of `days` and `months`; the steps hold for each. `early_payment` are discounts, whose
    days are counted as in steps 1, 3, 4 and 8.

    Raises:
        TypeError: `days` or `months` is not an int.
        LedgerError: `days` is not within 0 to 3660, `months` within 0 to 120 or a fixed day within
            1 to 31; or there are `parts` and also `days` or `months`.

    >>> Terms(days=30).due(date(2026, 1, 31))
    datetime.date(2026, 3, 2)
    >>> Terms(days=30, review_days=(Weekday.MONDAY,), payment_days=(Weekday.FRIDAY,)).due(
    ...     date(2026, 3, 3)  # a Tuesday: received on Monday 9, 30 days end on Wednesday 8 April
    ... )
    datetime.date(2026, 4, 10)
    """

    days: int = 0
    months: int = 0
    business_days: bool = False
    end_of_month: EndOfMonth | None = None
    fixed_days: tuple[int, ...] = attrs.field(default=(), converter=_days_of_month)
    payment_days: tuple[Weekday, ...] = attrs.field(default=(), converter=_weekdays)
    from_receipt: bool = False
    review_days: tuple[Weekday, ...] = attrs.field(default=(), converter=_weekdays)
    roll: Roll = Roll.NONE
    parts: tuple[TermPart, ...] = ()
    early_payment: tuple[EarlyPayment, ...] = ()

    def __attrs_post_init__(self) -> None:
        _check_whole(self.days, "days", 0, _MAX_DAYS)
        _check_whole(self.months, "months", 0, _MAX_MONTHS)
        for day in self.fixed_days:
            _check_whole(day, "fixed day", 1, _LAST_OF_MONTH)
        if self.parts and (self.days or self.months):
            raise LedgerError("days and months are those of the parts, expected none beside them")

    def __repr__(self) -> str:
        """Show what is asked for and leave the rest out."""
        shown = (
            f"{field.name}={getattr(self, field.name)!r}"
            for field in attrs.fields(Terms)
            if getattr(self, field.name) != field.default
        )
        return f"Terms({', '.join(shown)})"

    @property
    def runs_from_receipt(self) -> bool:
        """Whether credit runs from the day on which the customer received the invoice."""
        return self.from_receipt or bool(self.review_days)

    def start(
        self, issued: date, *, received: date | None = None, calendar: Calendar | None = None
    ) -> date:
        """Give the day that credit runs from; `calendar` is `Calendar()` when there is none.

        >>> Terms(review_days=(Weekday.MONDAY,)).start(date(2026, 3, 3))
        datetime.date(2026, 3, 9)
        """
        if not self.runs_from_receipt:
            return issued
        if received is not None:
            return max(issued, received)
        calendar = calendar or _WEEKENDS
        if not self.review_days:
            return calendar.roll(issued, Roll.FOLLOWING)
        day = _next_weekday(issued, self.review_days)
        return calendar.next_business_day(day) if calendar.is_holiday(day) else day

    def schedule(
        self,
        issued: date,
        total: Decimal,
        currency: str,
        *,
        received: date | None = None,
        calendar: Calendar | None = None,
    ) -> tuple[Installment, ...]:
        """Give the dates and amounts of payment, in order of date; they sum to `total` exactly.

        Instalments have the decimals of the currency, or those of `total` when it has more; the
        units that do not divide go as `cobranza.money.allocate` gives them. `received` is the date
        of the contra-recibo; it counts only where credit runs from it. Without a `calendar`,
        Saturdays and Sundays are the only days that are not business days.

        >>> thirds = Terms(parts=(TermPart(days=30), TermPart(days=60), TermPart(days=90)))
        >>> for each in thirds.schedule(date(2026, 3, 2), Decimal("100.00"), "MXN"):
        ...     print(each.due, each.amount)
        2026-04-01 33.34
        2026-05-01 33.33
        2026-05-31 33.33
        """
        calendar = calendar or _WEEKENDS
        start = self.start(issued, received=received, calendar=calendar)
        if not self.parts:
            due = self._due(start, self.months, self.days, calendar)
            return (Installment(due=due, amount=total),)
        amounts = allocate(
            total, [part.weight for part in self.parts], decimals_of(total, currency)
        )
        installments = (
            Installment(due=self._due(start, part.months, part.days, calendar), amount=amount)
            for part, amount in zip(self.parts, amounts, strict=True)
        )
        return tuple(sorted(installments, key=lambda each: each.due))

    def due(
        self, issued: date, *, received: date | None = None, calendar: Calendar | None = None
    ) -> date:
        """Give the last day on which payment is on time: that of the last instalment.

        >>> Terms(months=1).due(date(2026, 1, 31))
        datetime.date(2026, 2, 28)
        >>> Terms(days=30, end_of_month=EndOfMonth.AFTER_DAYS).due(date(2026, 3, 2))
        datetime.date(2026, 4, 30)
        """
        return self.schedule(issued, _ZERO, "MXN", received=received, calendar=calendar)[-1].due

    def discount_on(
        self,
        paid: date,
        issued: date,
        total: Decimal,
        currency: str,
        *,
        received: date | None = None,
        calendar: Calendar | None = None,
    ) -> Decimal:
        """Give the discount for paying `total` on a day: that of the best window still open.

        It is rounded to the decimals of the currency (half up); 0 when no window is open.

        >>> terms = Terms(days=30, early_payment=(EarlyPayment(percent=Decimal(2), days=10),))
        >>> terms.discount_on(date(2026, 3, 12), date(2026, 3, 2), Decimal("1160.00"), "MXN")
        Decimal('23.20')
        """
        calendar = calendar or _WEEKENDS
        start = self.start(issued, received=received, calendar=calendar)
        percent = _ZERO
        for window in self.early_payment:
            last = self._rolled(self._counted(start, 0, window.days, calendar), start, calendar)
            if paid <= last:
                percent = max(percent, window.percent)
        with precise():
            return quantize(total * percent / _HUNDRED, decimals(currency))

    def _due(self, start: date, months: int, days: int, calendar: Calendar) -> date:
        """Take every step from the day that credit runs from."""
        day = self._counted(start, months, days, calendar)
        if self.end_of_month is EndOfMonth.AFTER_DAYS:
            day = _month_end(day)
        if self.fixed_days:
            day = _next_fixed_day(day, self.fixed_days)
        if self.payment_days:
            day = _next_weekday(day, self.payment_days)
        return self._rolled(day, start, calendar)

    def _counted(self, start: date, months: int, days: int, calendar: Calendar) -> date:
        day = _months_later(start, months) if months else start
        if self.end_of_month is EndOfMonth.BEFORE_DAYS:
            day = _month_end(day)
        if self.business_days:
            return calendar.add_business_days(day, days)
        return day + timedelta(days=days)

    def _rolled(self, day: date, start: date, calendar: Calendar) -> date:
        rolled = calendar.roll(day, self.roll)
        return rolled if rolled >= start else calendar.roll(day, Roll.FOLLOWING)


def _months_later(day: date, months: int) -> date:
    """Give the same day of a later month, or its last day where there is none."""
    total = day.year * 12 + day.month - 1 + months
    return _day_of_month(total // 12, total % 12 + 1, day.day)


def _day_of_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _month_end(day: date) -> date:
    return _day_of_month(day.year, day.month, _LAST_OF_MONTH)


def _next_fixed_day(day: date, fixed: tuple[int, ...]) -> date:
    """Give the first of some days of the month, on or after a day."""
    for each in fixed:
        candidate = _day_of_month(day.year, day.month, each)
        if candidate >= day:
            return candidate
    following = _month_end(day) + timedelta(days=1)
    return _day_of_month(following.year, following.month, fixed[0])


def _next_weekday(day: date, weekdays: tuple[Weekday, ...]) -> date:
    """Give the first of some days of the week, on or after a day."""
    return day + timedelta(days=min((each - day.weekday()) % 7 for each in weekdays))


def _check_whole(value: object, name: str, least: int, most: int) -> None:
    """Refuse what is not a whole number within reason."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is a {type(value).__name__}, expected an int")
    if not least <= value <= most:
        raise LedgerError(f"{name} is {value}, expected {least} to {most}")
