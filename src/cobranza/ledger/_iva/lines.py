"""The IVA collected, event by event, each tied to the document that collected it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger._build.exchange import mxn_per_unit
from cobranza.ledger._iva.split import NOTHING, IvaRate, Split, by_rate, less
from cobranza.ledger.documents import CreditNote, PaymentReceipt
from cobranza.ledger.events import EventKind, UnappliedReason
from cobranza.money import precise, quantize

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from cobranza.ledger._iva.split import Parts
    from cobranza.ledger.documents import Application, Payment
    from cobranza.ledger.events import Event, Receivable, Unapplied
    from cobranza.ledger.ledger import Ledger
    from cobranza.rates import Rates

__all__ = ["IvaLine", "lines"]

_MXN: Final = "MXN"
_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)
_RATE_PLACES: Final = 10  # those of EquivalenciaDR
_TAX_PLACES: Final = 6  # those of ImporteDR
_COLLECTS: Final = frozenset(
    {EventKind.PAYMENT, EventKind.ASSUMED_PAYMENT, EventKind.CASH, EventKind.FACTORING}
)
_CREDITS: Final = frozenset({"01", "03"})  # c_TipoRelacion: what gives back; 07 moves an advance
_UNPLACED: Final = frozenset({UnappliedReason.INVOICE_MISSING, UnappliedReason.NO_RATE})


@attrs.frozen(kw_only=True)
class IvaLine:
    """The IVA of one kind that one event collected, or gave back where it is negative.

    `kind` and `reverses` are those of the event, `date` its effective day. `document` is the UUID
    of what proves it (the reference, for a fact), `path` where it says so; `invoice` is the UUID of
    the invoice, be it here or not. `base` is `None` where it is not printed. `expected` is what the
    invoice's own IVA gives for the amount: a REP may declare something else, and `iva` is what it
    declares; `None` where nothing was paid of an invoice that is here. `exchange_rate` is MXN for
    one unit of `currency`, `None` where nothing gives it.
    """

    date: date
    kind: EventKind
    invoice: str
    document: str
    path: str | None
    currency: str
    rate: IvaRate
    base: Decimal | None
    iva: Decimal
    expected: Decimal | None
    exchange_rate: Decimal | None
    reverses: EventKind | None = None


def lines(ledger: Ledger, rates: Rates | None) -> Iterator[IvaLine]:
    """Give the lines of every receivable, and of what reduced none but collected or gave back."""
    for receivable in ledger.receivables:
        yield from _of_receivable(receivable, rates)
    unplaced = [each for each in ledger.unapplied if each.reason in _UNPLACED]
    found = _applications(ledger, {each.document for each in unplaced})
    for unapplied in unplaced:
        if _key(unapplied) in found:
            yield from _of_missing(unapplied, *found[_key(unapplied)])
    notes = {each.uuid: each for each in ledger.documents if isinstance(each, CreditNote)}
    collected = _Collected(ledger)
    for unapplied in ledger.unapplied:
        if unapplied.document in notes and unapplied.kind is EventKind.CREDIT_NOTE:
            yield from _of_rest(collected, unapplied, notes[unapplied.document])


def _of_receivable(receivable: Receivable, rates: Rates | None) -> Iterator[IvaLine]:
    """Follow what was collected of an invoice, and with it the share of its IVA."""
    split = Split.of(receivable.taxes, receivable.amount, receivable.currency)
    collected, before = _ZERO, split.share(_ZERO)
    seen_on = receivable.issued.date()
    for event in receivable.events:
        if (event.reverses or event.kind) not in _COLLECTS:
            continue
        day = event.date
        if event.kind is EventKind.CASH:
            seen_on = day if event.amount < 0 else seen_on
            day = seen_on  # money seen gives way to a REP at the rate at which it was seen
        with precise():
            collected -= event.amount
        after = split.share(collected)
        expected, before = less(after, before), after
        parts = expected
        if event.declared is not None:
            parts = _declared(event.declared, event, receivable.currency)
        for rate in dict.fromkeys((*parts, *expected)):
            part = parts.get(rate, NOTHING)
            yield IvaLine(
                date=event.date,
                kind=event.kind,
                invoice=receivable.uuid,
                document=event.document,
                path=event.path,
                currency=receivable.currency,
                rate=rate,
                base=part.base,
                iva=part.iva,
                expected=expected.get(rate, NOTHING).iva,
                exchange_rate=_exchange_rate(event, receivable.currency, day, rates),
                reverses=event.reverses,
            )


def _declared(declared: Application, event: Event, currency: str) -> Parts:
    """Read the IVA that a REP declares of what it paid, in the currency of the invoice."""
    parts = by_rate(declared.taxes)
    if declared.currency == currency:
        return less({}, parts) if event.reverses else parts
    if not declared.paid:
        return {}
    return {
        rate: part.each(lambda tax: quantize(-tax * event.amount / declared.paid, _TAX_PLACES))
        for rate, part in parts.items()
    }


def _exchange_rate(event: Event, currency: str, day: date, rates: Rates | None) -> Decimal | None:
    """Choose the rate of an event: MXN needs none, a document's own comes before the table's."""
    if currency == _MXN:
        return _ONE
    if event.exchange_rate is not None or rates is None:
        return event.exchange_rate
    return rates.on(currency, day)


_Key = tuple[str, str | None, str | None, date, Decimal]


def _key(unapplied: Unapplied) -> _Key:
    place = unapplied.document, unapplied.invoice, unapplied.path
    return *place, unapplied.date, unapplied.amount


def _applications(
    ledger: Ledger, wanted: Container[str]
) -> dict[_Key, tuple[Payment, Application]]:
    """Find each line of some REPs by what an unapplied payment says of it."""
    return {
        (document.uuid, each.invoice, each.path, payment.date, each.paid): (payment, each)
        for document in ledger.documents
        if isinstance(document, PaymentReceipt) and document.uuid in wanted
        for payment in document.payments
        for each in payment.applications
    }


def _of_missing(
    unapplied: Unapplied, payment: Payment, application: Application
) -> Iterator[IvaLine]:
    """Take what a REP declares of an invoice that it could not reduce: it was collected."""
    for rate, part in by_rate(application.taxes).items():
        yield IvaLine(
            date=unapplied.date,
            kind=unapplied.kind,
            invoice=application.invoice,
            document=unapplied.document,
            path=unapplied.path,
            currency=application.currency,
            rate=rate,
            base=part.base,
            iva=part.iva,
            expected=None,
            exchange_rate=_rate_paid(payment, application),
        )


def _rate_paid(payment: Payment, application: Application) -> Decimal | None:
    """Give MXN for one unit of MonedaDR: TipoCambioP / EquivalenciaDR."""
    rate, equivalence = mxn_per_unit(payment), application.equivalence
    if application.currency == _MXN:
        return _ONE
    if rate is None or equivalence is None or equivalence <= 0:
        return None
    with precise():
        return quantize(rate / equivalence, _RATE_PLACES)


class _Collected:
    """What was collected of each invoice by a day, less what credit notes returned of it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._sums: dict[str, tuple[list[date], list[Decimal]]] = {}
        self._returned: defaultdict[str, Decimal] = defaultdict(Decimal)

    def give_back(self, uuid: str, currency: str, day: date, most: Decimal) -> Decimal:
        """Return of an invoice what there is, at most so much; 0 in another currency."""
        receivable = self._ledger.get(uuid)
        if receivable is None or receivable.currency != currency:
            return _ZERO
        if uuid not in self._sums:
            self._sums[uuid] = _running(receivable)
        days, sums = self._sums[uuid]
        place = bisect_right(days, day)
        with precise():
            held = sums[place - 1] - self._returned[uuid] if place else _ZERO
            amount = max(_ZERO, min(most, held))
            self._returned[uuid] += amount
        return amount


def _running(receivable: Receivable) -> tuple[list[date], list[Decimal]]:
    """Sum what was collected of an invoice day by day, with what came from one it replaces."""
    moves = [
        event
        for event in receivable.events
        if (event.reverses or event.kind) in _COLLECTS or event.kind is EventKind.TRANSFER
    ]
    with precise():
        sums = list(accumulate(-event.amount for event in moves))
    return [event.date for event in moves], sums


def _of_rest(collected: _Collected, unapplied: Unapplied, note: CreditNote) -> Iterator[IvaLine]:
    """Take back what the rest of a credit note returns of money that was collected."""
    split = Split.of(note.taxes, note.total, note.currency)
    used = _ZERO
    for uuid in dict.fromkeys(each.uuid for each in note.relations if each.kind in _CREDITS):
        with precise():
            left = unapplied.amount - used
            amount = collected.give_back(uuid, note.currency, unapplied.date, left)
            parts = less(split.share(used), split.share(used + amount)) if amount else {}
            used += amount
        for rate, part in parts.items():
            yield IvaLine(
                date=unapplied.date,
                kind=unapplied.kind,
                invoice=uuid,
                document=note.uuid,
                path=None,
                currency=note.currency,
                rate=rate,
                base=part.base,
                iva=part.iva,
                expected=None,
                exchange_rate=mxn_per_unit(note),
            )
