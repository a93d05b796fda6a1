"""Which fiscal documents follow from a restructuring, and by when each is to be issued."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.aging._exact import total
from cobranza.aging._periods import month_of, month_start
from cobranza.credit.arrears._law import ARREARS_LAW, LegalRule, in_force
from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.credit.arrears._forgiveness import InvoicePart
    from cobranza.credit.arrears._restructuring import PlanInstalment, Restructuring

__all__ = ["FiscalDocument", "documents_of", "receipt_deadline"]

_CREDIT_NOTE: Final = "01"
_NOVATION: Final = "23"
_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class FiscalDocument:
    """A CFDI to be issued, if the plan is paid as agreed.

    `kind` is its TipoDeComprobante: "P" is the receipt (REP) of a payment, "I" the invoice of
    interest and charges, "E" the credit note of what is forgiven of an invoice. `on` is the day of
    what it documents and `deadline` the last day to issue it, `None` where the rule has none.
    `amount` is with taxes. `iva` is what of it is IVA: of a receipt, what is caused by being
    collected; of a credit note, what is no longer owed. `invoices` are UUIDs with their parts of
    the amount, related by `relation` (c_TipoRelacion) where there is one. `form` is the form of
    payment (c_FormaPago) of a receipt where it does not depend on how the customer pays.
    """

    kind: Literal["E", "I", "P"]
    on: dt.date
    deadline: dt.date | None
    instalment: int | None
    amount: Decimal
    iva: Decimal
    invoices: tuple[tuple[str, Decimal], ...]
    rule: LegalRule
    relation: str | None = None
    form: str | None = None


def documents_of(restructuring: Restructuring) -> tuple[FiscalDocument, ...]:
    """List the documents that follow from an agreement, in order of date.

    - For each instalment, one REP for what it pays of the balances of PPD invoices. What a customer
      pays in a month may share one REP.
    - For each instalment, a CFDI de ingreso for the interest and the charges that it pays, with IVA
      at the rates of the sales; being paid at once, it needs no REP.
    - For what is forgiven of the principal, a CFDI de egreso for each invoice, related 01.

    Interest that is forgiven before it was invoiced has no document. The IVA of a balance is in
    proportion to that of its invoice, whose only taxes are taken to be IVA.

    A novation extinguishes the old debts: one REP with form of payment 23 (novación) on the day of
    the agreement, in place of those of the instalments, which no longer pay the invoices. All of
    its IVA is caused on that day.
    """
    found = [*_credit_notes(restructuring)]
    if restructuring.is_novation:
        found.extend(_novation(restructuring))
    for each in restructuring.instalments:
        if not restructuring.is_novation:
            found.extend(_receipt(restructuring, each))
        found.extend(_interest(restructuring, each))
    return tuple(sorted(found, key=lambda each: each.on))


def receipt_deadline(paid: dt.date) -> dt.date:
    """Give the last day to issue the REP of a payment: the fifth natural day of the next month.

    Source: RMF, rule 2.7.1.32.

    >>> receipt_deadline(dt.date(2026, 12, 1))
    datetime.date(2027, 1, 5)
    """
    day = int(in_force(ARREARS_LAW, "rep", paid).figure)
    return month_start(month_of(paid) + 1).replace(day=day)


def _credit_notes(restructuring: Restructuring) -> Iterator[FiscalDocument]:
    places = decimals(restructuring.currency)
    for part in restructuring.invoices:
        if part.forgiven_principal:
            yield FiscalDocument(
                kind="E",
                on=restructuring.as_of,
                deadline=None,
                instalment=None,
                amount=part.forgiven_principal,
                iva=_iva_in(part, part.forgiven_principal, places),
                invoices=((part.invoice, part.forgiven_principal),),
                relation=_CREDIT_NOTE,
                rule=in_force(ARREARS_LAW, "credit_note", restructuring.as_of),
            )


def _novation(restructuring: Restructuring) -> Iterator[FiscalDocument]:
    places = decimals(restructuring.currency)
    kept = [each for each in restructuring.invoices if each.kept_principal]
    if kept:
        yield FiscalDocument(
            kind="P",
            on=restructuring.as_of,
            deadline=receipt_deadline(restructuring.as_of),
            instalment=None,
            amount=total(each.kept_principal for each in kept),
            iva=total(_iva_in(each, each.kept_principal, places) for each in kept),
            invoices=tuple((each.invoice, each.kept_principal) for each in kept),
            form=_NOVATION,
            rule=in_force(ARREARS_LAW, "novation_iva", restructuring.as_of),
        )


def _receipt(restructuring: Restructuring, due: PlanInstalment) -> Iterator[FiscalDocument]:
    if not due.principal:
        return
    places = decimals(restructuring.currency)
    paid = [each for each in due.applied if each.principal]
    yield FiscalDocument(
        kind="P",
        on=due.due,
        deadline=receipt_deadline(due.due),
        instalment=due.number,
        amount=due.principal,
        iva=total(_iva_in(each.part, each.principal, places) for each in paid),
        invoices=tuple((each.invoice, each.principal) for each in paid),
        rule=in_force(ARREARS_LAW, "rep", restructuring.as_of),
    )


def _interest(restructuring: Restructuring, due: PlanInstalment) -> Iterator[FiscalDocument]:
    iva = total((due.moratory_iva, due.iva, due.charges_iva))
    net = total((due.moratory, due.interest, due.charges))
    if not net:
        return
    late = [
        (each.invoice, total((each.interest, each.iva)))
        for each in due.applied
        if each.interest or each.iva
    ]
    yield FiscalDocument(
        kind="I",
        on=due.due,
        deadline=None,
        instalment=due.number,
        amount=total((net, iva)),
        iva=iva,
        invoices=tuple(late),
        rule=in_force(ARREARS_LAW, "interest_invoice", restructuring.as_of),
    )


def _iva_in(part: InvoicePart, amount: Decimal, places: int) -> Decimal:
    """Give the IVA in a part of the total of an invoice."""
    with precise():
        bases = total(base for _, base in part.iva_bases)
        iva = total(base * (rate or _ZERO) for rate, base in part.iva_bases)
        return quantize(amount * iva / (bases + iva), places)
