"""IVA on cash flow: what was collected in each month, and what is still pending.

IVA is owed on what is collected, in the month in which it is. What collects it here:

- A payment by REP, on its effective day (FechaPago): the IVA that the REP declares for the part of
  the invoice that it pays (ImpuestosDR), because it is the fiscal document. Where that is not what
  the invoice's own IVA gives, or the REP declares none, `IvaLine.expected` says what it would be. A
  REP of an invoice that is not here counts as well.
- A PUE invoice that is assumed to be paid, when it is issued; money seen; and an invoice sold to a
  factor, when it is sold: the share of the invoice's IVA that the amount has in its total.
- The reversal of any of these takes back the same, on the day of the reversal: the day on which a
  REP was cancelled, or, where that is not known, the day of the payment. A REP that was replaced
  counts for nothing, its substitute on its own effective day.

A credit note collects nothing. It reduces what is pending, or what was assumed to be paid, on its
own day. What the invoices that it names no longer owed it returns: the IVA of that part of the note
reduces what was collected, up to what those invoices had collected. An egreso that applies an
advance gives nothing back: the IVA of the advance was collected with the advance. Write-offs and
manual adjustments collect nothing. A transfer between an invoice and its substitute moves nothing
in time.

Money that a payment assigns to no invoice is in no line: no document breaks it down by rate. See
`Ledger.unapplied`, reason NOT_ASSIGNED.

Pesos: the rate of the payment (TipoCambioP, over EquivalenciaDR where currencies differ), else the
day's of a table of rates, which should hold for each day the rate published on the day before;
without any there is no figure in MXN, and no sum that it would be part of.

Sources: LIVA 1-B (collected when received, advances included), 1-A (withheld when paid), 1-C
(factoring: on transfer of the documents, unless the option to wait for the debtor is taken), 7
(returns, discounts and rebates reduce the value of the month in which the tax is given back; where
the tax was withheld that article does not apply and the month of the operation is amended). CFF 20
(rate of acquisition, else the one published on the day before). RMF 2.7.1.32, 2.7.1.39.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger._iva.lines import IvaLine, lines
from cobranza.ledger._iva.split import NOTHING, IvaRate, Part, Split, less
from cobranza.ledger.documents import Party
from cobranza.ledger.events import EventKind
from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.ledger.events import Receivable
    from cobranza.ledger.ledger import Ledger
    from cobranza.rates import Rates

__all__ = [
    "IvaLine",
    "IvaPending",
    "IvaRate",
    "IvaRow",
    "iva_by_month",
    "iva_lines",
    "iva_pending",
]

_MXN: Final = "MXN"
_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class IvaRow:
    """The IVA of one kind and currency that was collected in one month, and what it is made of.

    `month` is its first day. `base` and `iva` are the sums of `lines`, exact; in MXN they are
    rounded once, half up. `base` is `None` where a line has none, the figures in MXN where a line
    has no exchange rate. Negative figures mean that more was given back than collected. What is
    withheld is positive too: it is what the customer kept.
    """

    month: date
    currency: str
    rate: IvaRate
    base: Decimal | None
    iva: Decimal
    base_mxn: Decimal | None
    iva_mxn: Decimal | None
    lines: tuple[IvaLine, ...]


@attrs.frozen(kw_only=True)
class IvaPending:
    """The IVA of one kind that is still to be collected with the balance of one invoice.

    It is the invoice's IVA less the share of what the invoice no longer owes, so that both add up
    to the whole. It is negative where more was paid than was owed.
    """

    invoice: str
    number: str
    customer: Party
    currency: str
    balance: Decimal
    rate: IvaRate
    base: Decimal | None
    iva: Decimal


def iva_lines(
    ledger: Ledger, *, until: date | None = None, rates: Rates | None = None
) -> tuple[IvaLine, ...]:
    """Give every piece of IVA collected up to a day, that day included, in order of time.

    >>> from cobranza.ledger import Ledger
    >>> iva_lines(Ledger(receivables=()))
    ()
    """
    kept = (each for each in lines(ledger, rates) if until is None or each.date <= until)
    return tuple(sorted(kept, key=_line_order))


def iva_by_month(
    ledger: Ledger, *, until: date | None = None, rates: Rates | None = None
) -> tuple[IvaRow, ...]:
    """Sum the IVA collected by month, currency and kind, up to a day, that day included.

    Args:
        ledger: a ledger; its documents give the taxes of REPs whose invoice is missing and of
            credit notes.
        until: the last day that counts; `None` for all.
        rates: for events whose documents give no exchange rate.

    >>> from datetime import datetime
    >>> from cobranza.ledger import Invoice, Ledger, Party, Tax
    >>> iva = Tax(
    ...     tax="002",
    ...     factor="Tasa",
    ...     rate=Decimal("0.16"),
    ...     base=Decimal("1000.00"),
    ...     amount=Decimal("160.00"),
    ... )
    >>> paid_at_once = Invoice(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=datetime(2026, 3, 2, 10, 30),
    ...     currency="MXN",
    ...     total=Decimal("1160.00"),
    ...     payment_method="PUE",
    ...     taxes=(iva,),
    ... )
    >>> (row,) = iva_by_month(Ledger.build([paid_at_once]))
    >>> row.month, str(row.rate), row.base_mxn, row.iva_mxn
    (datetime.date(2026, 3, 1), 'IVA 16 %', Decimal('1000.00'), Decimal('160.00'))
    """
    groups: defaultdict[tuple[date, str, IvaRate], list[IvaLine]] = defaultdict(list)
    for line in iva_lines(ledger, until=until, rates=rates):
        groups[line.date.replace(day=1), line.currency, line.rate].append(line)
    rows = (_row(*key, tuple(group)) for key, group in groups.items())
    return tuple(sorted(rows, key=lambda row: (row.month, row.currency, _rate_order(row.rate))))


def iva_pending(ledger: Ledger, as_of: date) -> tuple[IvaPending, ...]:
    """Give the IVA still to be collected at the end of a day, per invoice in force and kind.

    Invoices that owe nothing, and those that were cancelled or replaced, have none; neither has
    an invoice whose total is zero, of which there are no parts.

    >>> from cobranza.ledger import Ledger
    >>> iva_pending(Ledger(receivables=()), date(2026, 6, 30))
    ()
    """
    return tuple(
        IvaPending(
            invoice=receivable.uuid,
            number=receivable.number,
            customer=receivable.customer,
            currency=receivable.currency,
            balance=receivable.balance(as_of),
            rate=rate,
            base=part.base,
            iva=part.iva,
        )
        for receivable in ledger.receivables
        if _in_force(receivable, as_of)
        for rate, part in _pending(receivable, as_of)
    )


def _in_force(receivable: Receivable, day: date) -> bool:
    """Whether an invoice had been charged by a day, and nothing had undone that."""
    charged = [
        event.kind
        for event in receivable.events
        if event.date <= day and EventKind.CHARGE in (event.kind, event.reverses)
    ]
    return charged == [EventKind.CHARGE]


def _pending(receivable: Receivable, day: date) -> Iterable[tuple[IvaRate, Part]]:
    balance = receivable.balance(day)
    if not balance:
        return ()
    split = Split.of(receivable.taxes, receivable.amount, receivable.currency)
    with precise():
        return less(split.whole, split.share(receivable.amount - balance)).items()


def _row(month: date, currency: str, rate: IvaRate, group: tuple[IvaLine, ...]) -> IvaRow:
    own = mxn = NOTHING
    complete = True
    for line in group:
        part = Part(line.base, line.iva)
        own = own.plus(part)
        if line.exchange_rate is None:
            complete = False
        else:
            mxn = mxn.plus(part.each(line.exchange_rate.__mul__))
    mxn = mxn.each(lambda amount: quantize(amount, decimals(_MXN)))
    return IvaRow(
        month=month,
        currency=currency,
        rate=rate,
        base=own.base,
        iva=own.iva,
        base_mxn=mxn.base if complete else None,
        iva_mxn=mxn.iva if complete else None,
        lines=group,
    )


def _line_order(line: IvaLine) -> tuple[object, ...]:
    place = (line.date, line.document, line.path or "", line.invoice, line.kind)
    return (*place, _rate_order(line.rate), line.iva)


def _rate_order(rate: IvaRate) -> tuple[bool, bool, Decimal, str]:
    """Order kinds: the highest rate first, then exempt, then withheld."""
    return rate.withheld, rate.rate is None, -(rate.rate or _ZERO), rate.factor or ""
