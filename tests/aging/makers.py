"""Short ways to write items, and a debt in instalments with a plain implementation."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import attrs

from cobranza.aging import Applied, AppliedKind, Item, Parts, Party

XENON = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
URE = Party(rfc="URE180429TM6", name="UNIVERSIDAD ROBOTICA ESPAÑOLA")


def paid(day: date, amount: str, kind: AppliedKind = AppliedKind.PAYMENT) -> Applied:
    return Applied(date=day, amount=Decimal(amount), kind=kind)


def item(
    amount: str = "100.00",
    issued: date = date(2026, 1, 1),
    due: date | None = date(2026, 1, 31),
    *applied: Applied,
    currency: str = "MXN",
    customer: Party = XENON,
    **dimensions: str,
) -> Item:
    return Item(
        customer=customer,
        currency=currency,
        issued=issued,
        due=due,
        amount=Decimal(amount),
        applied=applied,
        dimensions=dimensions,
    )


def days_after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def rounded(value: Decimal | None, places: str) -> Decimal:
    assert value is not None
    return value.quantize(Decimal(places), rounding=ROUND_HALF_UP)


def figures(*values: object) -> tuple[object, ...]:
    """Values to compare with numbers of any type."""
    return values


@attrs.frozen(kw_only=True)
class Plan:
    """A debt in instalments; what is applied settles the earliest first."""

    schedule: tuple[tuple[date, Decimal], ...]
    issued: date = date(2026, 1, 1)
    applied: tuple[Applied, ...] = ()
    customer: Party = XENON
    currency: str = "MXN"

    @property
    def due(self) -> date:
        return self.schedule[-1][0]

    @property
    def amount(self) -> Decimal:
        return sum((amount for _, amount in self.schedule), Decimal(0))

    def balance(self, as_of: date) -> Decimal:
        return sum((amount for _, amount in self.parts(as_of)), Decimal(0))

    def parts(self, as_of: date) -> Parts:
        if as_of < self.issued:
            return ((self.due, Decimal(0)),)
        settled = sum((each.amount for each in self.applied if each.date <= as_of), Decimal(0))
        parts: list[tuple[date | None, Decimal]] = []
        for day, amount in self.schedule:
            used = min(settled, amount)
            settled -= used
            parts.append((day, amount - used))
        return tuple(parts)


def plan(*schedule: tuple[date, str], applied: Iterable[Applied] = ()) -> Plan:
    return Plan(
        schedule=tuple((day, Decimal(amount)) for day, amount in schedule), applied=tuple(applied)
    )
