"""Receivables in pesos: balances at the rate of the invoice and of a day, and exchange results.

A debt in another currency is worth pesos at the rate of its issue, the invoice's own TipoCambio.
Each payment is worth pesos at the rate of the payment; the difference is a realized result. What
is still owed is worth pesos at the rate of the day that is asked for, and the difference is an
unrealized one. A gain of the creditor is positive. The result of a period is what was realized in
it, plus what is unrealized at its end, less what was unrealized at its beginning.

A REP realizes a result, and its reversal takes it back. Everything else moves a debt at the rate of
the invoice and has no result of its own: credit notes, write-offs, adjustments, sales to a factor,
transfers between an invoice and its substitute, and money seen, until a REP says at what rate it
was paid.

Values in MXN are rounded half up to the cent, each once; results are differences of such values,
so that they add up. A rate is the one that the documents give, else the day's of a table of rates.
Where there is none, it is listed in `missing`; the value, and any sum it is part of, is `None`.

Source: NIF B-15 and IAS 21.21-28: the rate of the day of the transaction, the closing rate for what
is owed, and differences in the result of the period.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import LedgerError
from cobranza.ledger.documents import Party
from cobranza.ledger.events import EventKind
from cobranza.money import convert, decimals, precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.ledger.events import Event, Receivable
    from cobranza.ledger.ledger import Ledger
    from cobranza.rates import Rates

__all__ = [
    "ExchangeResult",
    "ExchangeResults",
    "MissingRate",
    "Valuation",
    "Valuations",
    "exchange_results",
    "in_mxn",
]

_MXN: Final = "MXN"
_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True, order=True)
class MissingRate:
    """A rate that nothing gives: of a currency, on a day."""

    currency: str
    date: date


@attrs.frozen(kw_only=True)
class Valuation:
    """The balance of one invoice on a day, in its currency and in MXN at two rates.

    `issue_rate` is that of the invoice, `rate` that of the day; `at_issue` and `on_day` are the
    balance at each, and `unrealized` is the second less the first. For MXN both rates are 1.
    """

    invoice: str
    number: str
    customer: Party
    currency: str
    balance: Decimal
    issue_rate: Decimal | None
    rate: Decimal | None
    at_issue: Decimal | None
    on_day: Decimal | None

    @property
    def unrealized(self) -> Decimal | None:
        """The result of the rate since the invoice; `None` where a rate is missing."""
        return _difference(self.on_day, self.at_issue)


@attrs.frozen(kw_only=True)
class Valuations:
    """The balances of a day in MXN, and the rates that would be needed for the others.

    >>> Valuations(as_of=date(2026, 6, 30), rows=(), missing=()).at_issue
    Decimal('0')
    """

    as_of: date
    rows: tuple[Valuation, ...]
    missing: tuple[MissingRate, ...]

    @property
    def at_issue(self) -> Decimal | None:
        """The sum at the rates of the invoices; `None` where one is missing."""
        return _sum(row.at_issue for row in self.rows)

    @property
    def on_day(self) -> Decimal | None:
        """The sum at the rates of the day; `None` where one is missing."""
        return _sum(row.on_day for row in self.rows)

    @property
    def unrealized(self) -> Decimal | None:
        """The sum of the results of the rate since each invoice; `None` where one is missing."""
        return _sum(row.unrealized for row in self.rows)


@attrs.frozen(kw_only=True)
class ExchangeResult:
    """What one payment gained or lost by the rate between the invoice and the payment.

    `amount` is what was paid, in the currency of the invoice, negative for the reversal of a
    payment. `at_issue` is it at the rate of the invoice; `value` is it at the rate of the payment,
    or the pesos themselves where it was paid in pesos. `date` is the effective day, `document` the
    UUID that proves it, `path` where it says so.
    """

    date: date
    kind: EventKind
    invoice: str
    document: str
    path: str | None
    currency: str
    amount: Decimal
    issue_rate: Decimal | None
    rate: Decimal | None
    at_issue: Decimal | None
    value: Decimal | None

    @property
    def result(self) -> Decimal | None:
        """`value` less `at_issue`: a gain of the creditor, negative for a loss."""
        return _difference(self.value, self.at_issue)


@attrs.frozen(kw_only=True)
class ExchangeResults:
    """The results realized from `since` to `until`, both included, and the rates that are missing.

    >>> ExchangeResults(since=date(2026, 6, 1), until=date(2026, 6, 30), rows=(), missing=()).result
    Decimal('0')
    """

    since: date
    until: date
    rows: tuple[ExchangeResult, ...]
    missing: tuple[MissingRate, ...]

    @property
    def result(self) -> Decimal | None:
        """The sum of the results; `None` where one is missing."""
        return _sum(row.result for row in self.rows)


def in_mxn(ledger: Ledger, as_of: date, *, rates: Rates | None = None) -> Valuations:
    """Value every balance at the end of a day in MXN, at the rate of its invoice and of the day.

    Invoices that owe nothing are not in it.

    Args:
        ledger: a ledger; its invoices give their own rates.
        as_of: the day of the balances, and of the rate.
        rates: the rates of days; an invoice without TipoCambio takes that of its own day.

    >>> from datetime import datetime
    >>> from cobranza.ledger import Invoice, Ledger, Party
    >>> from cobranza.rates import Rates
    >>> invoice = Invoice(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=datetime(2026, 3, 2, 10, 30),
    ...     currency="USD",
    ...     exchange_rate=Decimal("17.25"),
    ...     total=Decimal("100.00"),
    ...     payment_method="PPD",
    ... )
    >>> table = Rates(daily={"USD": [(date(2026, 3, 31), Decimal("18.00"))]})
    >>> valued = in_mxn(Ledger.build([invoice]), date(2026, 3, 31), rates=table)
    >>> valued.at_issue, valued.on_day, valued.unrealized
    (Decimal('1725.00'), Decimal('1800.00'), Decimal('75.00'))
    """
    missing: set[MissingRate] = set()
    rows: list[Valuation] = []
    for receivable in ledger.receivables:
        balance = receivable.balance(as_of)
        if not balance:
            continue
        currency = receivable.currency
        issue_rate = _issue_rate(receivable, rates)
        rate = _rate_on(currency, as_of, rates)
        missing |= _missing(currency, (receivable.issued.date(), issue_rate), (as_of, rate))
        rows.append(
            Valuation(
                invoice=receivable.uuid,
                number=receivable.number,
                customer=receivable.customer,
                currency=currency,
                balance=balance,
                issue_rate=issue_rate,
                rate=rate,
                at_issue=_value(balance, issue_rate),
                on_day=_value(balance, rate),
            )
        )
    return Valuations(as_of=as_of, rows=tuple(rows), missing=tuple(sorted(missing)))


def exchange_results(
    ledger: Ledger, since: date, until: date, *, rates: Rates | None = None
) -> ExchangeResults:
    """Give what each payment realized by its rate, from `since` to `until`, both included.

    Invoices in MXN have no such result and are not in it.

    Args:
        ledger: a ledger.
        since: the first effective day that counts.
        until: the last.
        rates: the rates of days, for invoices and payments whose documents give none.

    Raises:
        LedgerError: `until` is before `since`.

    >>> from cobranza.ledger import Ledger
    >>> exchange_results(Ledger(receivables=()), date(2026, 6, 1), date(2026, 6, 30)).rows
    ()
    """
    if until < since:
        raise LedgerError(f"until is {until}, expected {since} or later")
    missing: set[MissingRate] = set()
    rows: list[ExchangeResult] = []
    for receivable in ledger.receivables:
        if receivable.currency == _MXN:
            continue
        issued_on = receivable.issued.date()
        for event in _payments(receivable, since, until):
            row = _result(receivable, event, rates)
            values = (issued_on, row.at_issue), (event.date, row.value)
            missing |= _missing(receivable.currency, *values)
            rows.append(row)
    rows.sort(key=lambda row: (row.date, row.document, row.path or "", row.invoice, row.amount))
    return ExchangeResults(
        since=since, until=until, rows=tuple(rows), missing=tuple(sorted(missing))
    )


def _payments(receivable: Receivable, since: date, until: date) -> Iterator[Event]:
    for event in receivable.events:
        if since <= event.date <= until and EventKind.PAYMENT in (event.kind, event.reverses):
            yield event


def _result(receivable: Receivable, event: Event, rates: Rates | None) -> ExchangeResult:
    amount = event.amount.copy_negate()
    issue_rate = _issue_rate(receivable, rates)
    rate = event.exchange_rate
    if rate is None:
        rate = _rate_on(receivable.currency, event.date, rates)
    value = _value(amount, rate)
    if event.original_currency == _MXN and event.original_amount is not None:
        value = event.original_amount.copy_sign(amount)
    return ExchangeResult(
        date=event.date,
        kind=event.kind,
        invoice=receivable.uuid,
        document=event.document,
        path=event.path,
        currency=receivable.currency,
        amount=amount,
        issue_rate=issue_rate,
        rate=rate,
        at_issue=_value(amount, issue_rate),
        value=value,
    )


def _issue_rate(receivable: Receivable, rates: Rates | None) -> Decimal | None:
    """Give the TipoCambio of an invoice, else the rate of its day."""
    rate = receivable.exchange_rate
    if receivable.currency != _MXN and rate is not None and rate > 0:
        return rate
    return _rate_on(receivable.currency, receivable.issued.date(), rates)


def _rate_on(currency: str, day: date, rates: Rates | None) -> Decimal | None:
    if currency == _MXN:
        return _ONE
    return None if rates is None else rates.on(currency, day)


def _missing(currency: str, *values: tuple[date, Decimal | None]) -> set[MissingRate]:
    return {MissingRate(currency=currency, date=day) for day, value in values if value is None}


def _value(amount: Decimal, rate: Decimal | None) -> Decimal | None:
    return None if rate is None else convert(amount, rate, decimals(_MXN))


def _difference(value: Decimal | None, at_issue: Decimal | None) -> Decimal | None:
    if value is None or at_issue is None:
        return None
    with precise():
        return value - at_issue


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """Add values in MXN up; one that is missing makes the sum unknown."""
    total = _ZERO
    with precise():
        for value in values:
            if value is None:
                return None
            total += value
    return total
