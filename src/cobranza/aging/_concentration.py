"""How much of what is owed hangs on few customers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._age import AgingRow, age
from cobranza.aging._exact import RESULT, ZERO, total
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.errors import CobranzaError
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cobranza.aging._items import OpenItem

__all__ = ["DEFINITIONS", "Concentration", "concentration"]

DEFINITIONS: Final = (
    Metric(
        key="top_share",
        unit=Unit.SHARE,
        name=Text(es="Concentración en los mayores deudores", en="Top-n concentration"),
        formula="owed by the n largest / owed by all",
        definition=Text(
            es="Parte del saldo que deben los n mayores deudores.",
            en="The part of what is owed that the n largest debtors owe.",
        ),
        edges=Text(
            es="Sin deudores, no disponible. Quien tiene saldo a favor neto no cuenta.",
            en="Undefined without debtors. Who is owed in the net does not count.",
        ),
        source="general use in credit risk",
        computed_by="Concentration",
    ),
    Metric(
        key="hhi",
        unit=Unit.SHARE,
        name=Text(es="Índice de concentración (HHI)", en="Herfindahl-Hirschman index"),
        formula="sum of the squares of each debtor's share",
        definition=Text(
            es="Índice de Herfindahl-Hirschman sobre el saldo: va de 1/n, con n deudores iguales, "
            "a 1, con uno solo. Por 10 000 se lee en puntos.",
            en="Herfindahl-Hirschman index of what is owed: from 1/n, with n equal debtors, to 1, "
            "with one. Times 10 000 it reads in points.",
        ),
        edges=Text(
            es="Las de la concentración en los mayores deudores.",
            en="Those of the top-n concentration.",
        ),
        source="U.S. Department of Justice, Herfindahl-Hirschman index",
        computed_by="Concentration",
    ),
)


@attrs.frozen(kw_only=True)
class Concentration:
    """Who owes, the largest first, and how unevenly.

    `debtors` are rows of `age` that owe more than zero; `credit` is what is owed to the others.

    Source: general use in credit risk; U.S. Department of Justice, Herfindahl-Hirschman index.
    """

    as_of: dt.date
    currency: str
    debtors: tuple[AgingRow, ...]
    credit: Decimal

    @property
    def owed(self) -> Decimal:
        """Sum of what the debtors owe."""
        return total(row.outstanding for row in self.debtors)

    @property
    def hhi(self) -> Decimal | None:
        """The `sum of the squares of each debtor's share`; `None` without debtors."""
        if not self.debtors:
            return None
        with precise():
            squares = sum((row.outstanding**2 for row in self.debtors), ZERO)
            return RESULT.divide(squares, self.owed**2)

    def top(self, n: int) -> Decimal | None:
        """Give `owed by the n largest / owed by all`; `None` without debtors.

        Raises:
            CobranzaError: `n` is less than 1.
        """
        if n < 1:
            raise CobranzaError(f"n is {n}, expected at least 1")
        if not self.debtors:
            return None
        return RESULT.divide(total(row.outstanding for row in self.debtors[:n]), self.owed)

    def _repr_html_(self) -> str:
        from cobranza.aging._html import concentration_html  # noqa: PLC0415 - only when asked

        return concentration_html(self)


def concentration(
    items: Iterable[OpenItem],
    *,
    as_of: dt.date,
    currency: str,
    by: str | Sequence[str] = "customer",
) -> Concentration:
    """Give the concentration of what is outstanding at the end of `as_of`.

    `by` says what a debtor is, as in `age`: a customer, or a region, a segment.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Item, Party
    >>> items = [
    ...     Item(
    ...         customer=Party(rfc="", name=name),
    ...         currency="MXN",
    ...         issued=date(2026, 4, 1),
    ...         due=date(2026, 5, 1),
    ...         amount=Decimal(amount),
    ...     )
    ...     for name, amount in (("ALFA", 600), ("BETA", 400))
    ... ]
    >>> found = concentration(items, as_of=date(2026, 5, 31), currency="MXN")
    >>> found.top(1), found.hhi
    (Decimal('0.6'), Decimal('0.52'))
    """
    known = (item for item in items if item.currency == currency)
    aging = age(known, as_of=as_of, by=by)
    rows = sorted(aging.rows, key=attrgetter("outstanding"), reverse=True)
    debtors = tuple(row for row in rows if row.outstanding > 0)
    return Concentration(
        as_of=aging.as_of,
        currency=currency,
        debtors=debtors,
        credit=total(row.outstanding.copy_negate() for row in rows[len(debtors) :]),
    )
