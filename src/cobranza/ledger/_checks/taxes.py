"""The IVA that a REP declares, against that of its invoice in proportion to what is paid (COB225).

Of each rate, the base of a payment is that of the invoice times ImpPagado over Total. What was
withheld takes part through Total alone. Where credit notes reduced the invoice, what they left of
it, bases and total, is as good a whole: both ways are in use.

Printed amounts are rounded. So a base may be off by one unit of the currency's last decimal for
itself and, in the part that is paid, by one for each base and each total that the whole is made
of: two of an invoice, two more of each note. A REP that evens out what those before it had rounded
away agrees with them taken together.

Not compared: other currencies than the invoice's, invoices and REPs that break no IVA down, and
invoices that were cancelled or replaced.

Source: LIVA 1-B; Pagos 2.0 guide, ImpuestosDR: in proportion to what is paid.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger.documents import CreditNote
from cobranza.ledger.events import EventKind
from cobranza.ledger.inconsistencies import Inconsistency, case_of
from cobranza.money import decimals, quantize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cobranza.ledger._build.accounts import Account
    from cobranza.ledger._build.books import Books
    from cobranza.ledger.documents import Tax
    from cobranza.ledger.events import Event

__all__ = ["check_taxes"]

_IVA: Final = "002"
_EXEMPT: Final = "Exento"
_CREDITS: Final = frozenset({EventKind.CREDIT_NOTE, EventKind.ADVANCE})
_ZERO: Final = Decimal(0)

# By rate, `None` for what is exempt.
_Bases = dict[Decimal | None, Decimal]


@attrs.frozen(kw_only=True)
class _Whole:
    """A total with the bases of IVA in it, and how many printed figures each comes from."""

    total: Decimal
    bases: _Bases
    figures: int = 2

    def has_part(self, rate: Decimal | None, base: Decimal, paid: Decimal, unit: Decimal) -> bool:
        """Tell whether a base is what a payment has of this whole, up to rounding."""
        expected = self.bases.get(rate, _ZERO) * paid
        margin = unit * (self.total + self.figures * paid)
        return abs(base * self.total - expected) <= margin


def check_taxes(books: Books, account: Account) -> Iterator[Inconsistency]:
    """Compare the bases that each payment of an invoice declares, in order of payment."""
    invoice = account.invoice
    bases = _bases(invoice.taxes)
    if account.ended or invoice.total <= 0 or not bases:
        return
    wholes = [_Whole(total=invoice.total, bases=bases)]
    if account.credits:
        wholes.append(_left_by_credits(books, account, wholes[0]))
    unit = _unit(invoice.currency)
    paid_so_far = _ZERO
    bases_so_far: _Bases = {}
    for event, paid, found in _compared(account):
        paid_so_far += paid
        for rate in {**bases, **found}:
            base = found.get(rate, _ZERO)
            so_far = bases_so_far[rate] = bases_so_far.get(rate, _ZERO) + base
            if not any(
                each.has_part(rate, base, paid, unit)
                or each.has_part(rate, so_far, paid_so_far, unit)
                for each in wholes
            ):
                expected = bases.get(rate, _ZERO) * paid / invoice.total
                yield case_of(
                    books.documents,
                    "COB225",
                    event.document,
                    receivable=invoice.uuid,
                    path=event.path,
                    found=base,
                    rate=_EXEMPT if rate is None else rate,
                    expected=quantize(expected, decimals(invoice.currency)),
                )


@lru_cache(maxsize=256)
def _unit(currency: str) -> Decimal:
    """Give one unit of the last decimal of a currency: 0.01 for MXN."""
    return Decimal(1).scaleb(-decimals(currency))


def _compared(account: Account) -> list[tuple[Event, Decimal, _Bases]]:
    """List the payments that say what base of IVA they have, in order of day."""
    compared = [
        (event, event.declared.paid, _bases(event.declared.taxes))
        for event in account.payments
        if event.declared is not None
        and event.declared.currency == account.invoice.currency
        and event.declared.paid > 0
    ]
    return sorted(
        (each for each in compared if each[2]),
        key=lambda each: (each[0].date, each[0].recorded, each[0].document, each[0].path or ""),
    )


def _left_by_credits(books: Books, account: Account, whole: _Whole) -> _Whole:
    """Take from an invoice what credit notes in force have of it, each in its own proportion."""
    total, bases, figures = whole.total, dict(whole.bases), whole.figures
    for event in account.events:
        note = books.documents.get(event.document)
        if event.kind not in _CREDITS or not isinstance(note, CreditNote) or books.ending(note):
            continue
        if note.currency != account.invoice.currency:
            continue
        total += event.amount
        figures += 2
        for rate, base in _bases(note.taxes).items():
            bases[rate] = bases.get(rate, _ZERO) + base * event.amount / note.total
    return _Whole(total=total, bases=bases, figures=figures)


def _bases(taxes: Sequence[Tax]) -> _Bases:
    """Sum the bases of IVA by rate; none at all where one is not printed, or not by rate."""
    bases: _Bases = {}
    for tax in taxes:
        if tax.tax != _IVA or tax.withheld:
            continue
        if tax.base is None or (tax.rate is None and tax.factor != _EXEMPT):
            return {}
        bases[tax.rate] = bases.get(tax.rate, _ZERO) + tax.base
    return bases
